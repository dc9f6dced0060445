// Bundles the pages into the folder that is named.
import { createRequire } from "node:module";
import { join } from "node:path";
import { build } from "esbuild";

const [, , folder] = process.argv;
const root = join(import.meta.dirname, "..", "..");
const { resolve } = createRequire(join(root, "package.json"));
await build({
  entryPoints: [join(import.meta.dirname, "pages.tsx")],
  outfile: join(folder, "pages.js"),
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  jsx: "automatic",
  define: { "process.env.NODE_ENV": '"production"' },
  nodePaths: [join(root, "benchmarks", "client", "node_modules"), join(root, "node_modules")],
  alias: {
    react: join(resolve("react"), ".."),
    "react-dom": join(resolve("react-dom"), ".."),
  },
});
