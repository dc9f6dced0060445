/**
 * Development: Vite's own process renders, with the modules that it has just been given. An edit is in
 * the next answer, nothing is built, and the backend may restart as often as it likes.
 *
 *     plugins: [pageRendering({ entry: "/src/server.tsx" })]
 */
import { rm } from "node:fs/promises";
import { createServerModuleRunner } from "vite";
import { createDataCache } from "./cache.js";
import { createRenderServer } from "./server.js";

const DATA = 16 * 1024 * 1024;

/**
 * @param {object} options
 * @param {string} options.entry the module with `pages` and `render`, from Vite's root
 * @param {string | undefined} [options.socket] where to listen: `MIZAN_SSR_SOCKET`, which the backend
 *   knows, too. Without one pages are rendered by the browser alone.
 * @returns {import("vite").Plugin}
 */
export function pageRendering({ entry, socket = process.env["MIZAN_SSR_SOCKET"] }) {
  return {
    name: "mizan-page-rendering",
    apply: "serve",
    async configureServer(vite) {
      const environment = vite.environments["ssr"];
      if (!socket || !environment) return;
      const runner = createServerModuleRunner(environment, { hmr: false });
      let isStale = false;
      vite.watcher.on("all", () => {
        isStale = true;
      });
      const loadEntry = async () => {
        // All of them: a module that failed keeps nobody else from being read anew.
        if (isStale) runner.clearCache();
        isStale = false;
        try {
          return /** @type {import("./render.js").Entry} */ (await runner.import(entry));
        } catch (error) {
          isStale = true;
          throw error;
        }
      };
      const data = createDataCache(DATA);
      const { server } = createRenderServer({ loadEntry, data, isFull: () => false });
      await rm(socket, { force: true });
      server.listen(socket);
      vite.httpServer?.once("close", () => {
        server.close();
        void runner.close();
      });
      // The first page finds its modules ready; what is wrong with them is said when one is asked for.
      vite.httpServer?.once("listening", () => void loadEntry().catch(() => {}));
    },
  };
}
