// Bundles one framework's pages as an app does for production: FRAMEWORK=react OUT=… vite build
import { svelte } from "@sveltejs/vite-plugin-svelte";
import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vite";

const { FRAMEWORK, OUT } = process.env;
const plugins = { react: [], vue: [vue()], svelte: [svelte({ configFile: false })] };

export default defineConfig({
  root: import.meta.dirname,
  plugins: plugins[FRAMEWORK],
  ssr: { noExternal: true },
  logLevel: "warn",
  build: {
    ssr: `pages/${FRAMEWORK}.${FRAMEWORK === "react" ? "tsx" : "ts"}`,
    outDir: OUT,
    emptyOutDir: true,
    rolldownOptions: { output: { entryFileNames: "server.js" } },
  },
});
