import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "base",
          include: ["packages/frontends/mizan-base/tests/**/*.test.ts"],
          environment: "node",
        },
      },
      {
        test: {
          name: "worker",
          include: ["packages/workers/*/tests/**/*.test.js"],
          environment: "node",
        },
      },
      {
        test: {
          name: "devtools",
          include: ["packages/frontends/mizan-devtools/tests/**/*.test.ts"],
          environment: "happy-dom",
        },
      },
      {
        test: {
          name: "react",
          include: ["packages/frontends/mizan-react/tests/**/*.test.{ts,tsx}"],
          environment: "happy-dom",
        },
      },
      {
        test: {
          name: "vue",
          include: ["packages/frontends/mizan-vue/tests/**/*.test.ts"],
          environment: "happy-dom",
        },
      },
      {
        plugins: [svelte({ configFile: false })],
        resolve: { conditions: ["browser"] },
        test: {
          name: "svelte",
          include: ["packages/frontends/mizan-svelte/tests/**/*.test{.ts,.svelte.ts}"],
          exclude: ["**/*.server.test.ts"],
          environment: "happy-dom",
        },
      },
      {
        // Compiled for a server, without the browser's condition.
        plugins: [svelte({ configFile: false })],
        test: {
          name: "svelte-server",
          include: ["packages/frontends/mizan-svelte/tests/**/*.server.test.ts"],
          environment: "node",
        },
      },
    ],
  },
});
