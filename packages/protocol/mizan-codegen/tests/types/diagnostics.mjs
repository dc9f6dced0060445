/**
 * Compiles everything that tsconfig.json names, with the `@ts-expect-error` marks blinded, and
 * prints what the compiler says as JSON: [{ file, line, message }]. So each line that must not
 * compile shows which error it really has.
 */

import { basename, dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** Which of the compilers in node_modules. */
const { default: typescript } = await import(process.argv[2] ?? "typescript");
const folder = dirname(fileURLToPath(import.meta.url));
const configPath = resolve(folder, "tsconfig.json");
const { config } = typescript.readConfigFile(configPath, typescript.sys.readFile);
const parsed = typescript.parseJsonConfigFileContent(config, typescript.sys, folder);
const host = typescript.createCompilerHost(parsed.options);
const readFile = host.readFile.bind(host);
host.readFile = (path) => readFile(path)?.replaceAll("@ts-expect-error", "ts_expect_error_");

const program = typescript.createProgram(parsed.fileNames, parsed.options, host);
const found = typescript.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => ({
  file: file ? basename(file.fileName) : "",
  line: file ? file.getLineAndCharacterOfPosition(start).line + 1 : 0,
  message: typescript.flattenDiagnosticMessageText(messageText, "\n"),
}));
console.log(JSON.stringify([...parsed.errors.map(String), ...found]));
