import { fileURLToPath } from "node:url";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defaultAllowedOrigins, defineConfig } from "vite";
import { backendRestarts } from "./vite/backend.ts";

const { HOST = "127.0.0.1", PORT = "8000", VITE_PORT = "5173" } = process.env;
const page = `http://${HOST}:${PORT}`;
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig(({ command }) => ({
  base: command === "build" ? "/static/" : "/",
  plugins: [svelte({ configFile: false }), backendRestarts(here("../backend"), `${page}/healthz`)],
  resolve: {
    alias: [
      { find: /^@\/api$/, replacement: here("src/api/index.gen.ts") },
      { find: /^@\//, replacement: here("src/") },
    ],
    dedupe: ["svelte"],
  },
  ssr: { noExternal: [/^@mizan\//] },
  // The backend serves the page, so modules and assets come from another origin than the page.
  server: {
    host: HOST,
    port: Number(VITE_PORT),
    strictPort: true,
    origin: `http://${HOST}:${VITE_PORT}`,
    cors: { origin: [page, defaultAllowedOrigins] },
  },
  build: {
    manifest: true,
    rolldownOptions: { input: "src/main.ts" },
  },
}));
