/** What a page downloads that imports this: minified for production, React left out, gzip at its best. */
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

export async function sizeOf(imports: string): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents: imports, resolveDir: import.meta.dirname, loader: "ts" },
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    target: "es2022",
    external: ["react", "react-dom", "react/*"],
    define: {
      "process.env.NODE_ENV": '"production"',
      "globalThis.__DEV__": "false",
      __DEV__: "false",
    },
    conditions: ["production"],
  });
  const [file] = outputFiles;
  if (!file) throw new Error("esbuild wrote nothing");
  return gzipSync(file.contents, { level: 9 }).length;
}
