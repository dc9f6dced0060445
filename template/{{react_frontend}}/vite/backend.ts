import { Agent, get } from "node:http";
import type { Plugin } from "vite";

/**
 * Tells the page that the backend runs new code, so that it reads again what it shows.
 *
 * While uvicorn restarts, its port stays open: a request is answered by the old process, whose
 * connections end with it, or waits for the new one. The answer and the end are both told.
 */
export function backendRestarts(folder: string, address: string): Plugin {
  return {
    name: "backend-restarts",
    apply: "serve",
    configureServer({ watcher, ws }) {
      const tell = () => ws.send("backend:restarted");
      watcher.add(folder);
      watcher.on("change", (file) => {
        if (file.endsWith(".py")) follow(address, tell);
      });
    },
  };
}

function follow(address: string, tell: () => void) {
  const request = get(address, { agent: new Agent({ keepAlive: true }) }, (answer) => {
    answer.resume();
    tell();
  });
  request.on("socket", (socket) => socket.once("close", tell));
  request.on("error", () => undefined); // the socket closes as well
}
