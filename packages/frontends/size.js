// Prints what an app downloads for the kernel and the React adapter, and fails above the budget.
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

export const BUDGET = 4000;

/** What a generated client with one of everything imports. */
const ENTRY = `
export { createClient, MizanProvider, MizanError, createProvider, createRead, createBundle, createMutation } from "@mizan/react";
`;

export async function measure() {
  const { outputFiles } = await build({
    stdin: { contents: ENTRY, resolveDir: import.meta.dirname, loader: "ts" },
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    target: "es2022",
    external: ["react"],
  });
  const [file] = outputFiles;
  return { minified: file.contents.length, gzip: gzipSync(file.contents, { level: 9 }).length };
}

if (process.argv[1] === import.meta.filename) {
  const { minified, gzip } = await measure();
  console.log(
    `@mizan/base + @mizan/react: ${gzip} B gzip (${minified} B minified), budget ${BUDGET} B`,
  );
  process.exitCode = gzip <= BUDGET ? 0 : 1;
}
