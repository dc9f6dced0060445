import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  resolve: { dedupe: ["react", "react-dom"] },
  define: { "globalThis.__DEV__": "false" },
  test: {
    include: ["*.bench.tsx"],
    environment: "happy-dom",
    server: { deps: { inline: [/@tanstack|swr|redux|apollo|nanostores/] } },
  },
});
