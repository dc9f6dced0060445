import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defaultAllowedOrigins, defineConfig } from "vite";
import { backendRestarts } from "./vite/backend.ts";

const { HOST = "127.0.0.1", PORT = "8000", VITE_PORT = "5173" } = process.env;
const page = `http://${HOST}:${PORT}`;
const backend = fileURLToPath(new URL("../backend", import.meta.url));

export default defineConfig(({ command }) => ({
  base: command === "build" ? "/static/" : "/",
  plugins: [react(), backendRestarts(backend, `${page}/healthz`)],
  resolve: { tsconfigPaths: true, dedupe: ["react", "react-dom"] },
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
    rolldownOptions: { input: "src/main.tsx" },
  },
}));
