import react from "@vitejs/plugin-react";
import { defaultAllowedOrigins, defineConfig } from "vite";

const { HOST = "127.0.0.1", PORT = "8000", VITE_PORT = "5173" } = process.env;

export default defineConfig(({ command }) => ({
  base: command === "build" ? "/static/" : "/",
  plugins: [react()],
  resolve: { tsconfigPaths: true, dedupe: ["react", "react-dom"] },
  ssr: { noExternal: [/^@mizan\//] },
  // The backend serves the page, so modules and assets come from another origin than the page.
  server: {
    host: HOST,
    port: Number(VITE_PORT),
    strictPort: true,
    origin: `http://${HOST}:${VITE_PORT}`,
    cors: { origin: [`http://${HOST}:${PORT}`, defaultAllowedOrigins] },
  },
  build: {
    manifest: true,
    rolldownOptions: { input: "src/main.tsx" },
  },
}));
