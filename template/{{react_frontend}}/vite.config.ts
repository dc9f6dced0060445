import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defaultAllowedOrigins, defineConfig } from "vite";

const page = `http://${process.env["HOST"] ?? "127.0.0.1"}:${process.env["PORT"] ?? "8000"}`;
const port = Number(process.env["VITE_PORT"] ?? 5173);
const host = process.env["HOST"] ?? "127.0.0.1";

export default defineConfig(({ command }) => ({
  base: command === "build" ? "/static/" : "/",
  plugins: [react()],
  resolve: {
    alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) },
    dedupe: ["react", "react-dom"],
  },
  ssr: { noExternal: [/^@mizan\//] },
  // The backend serves the page, so modules and assets come from another origin than the page.
  server: {
    host,
    port,
    strictPort: true,
    origin: `http://${host}:${port}`,
    cors: { origin: [page, defaultAllowedOrigins] },
  },
  build: {
    manifest: true,
    rolldownOptions: { input: "src/main.tsx" },
  },
}));
