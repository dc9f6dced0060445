/**
 * Renders for one server, over one unix socket, until that server is gone.
 *
 *     node worker.js --socket /run/…/1.sock --entry dist-server/server.js [--memory 512] [--data 64]
 *
 * `--memory` and `--data` are mebibytes: of the heap, above which the worker asks to be replaced, and of
 * JSON that it keeps parsed. Standard input is the leash: when it ends, so does the worker, whatever
 * became of the server. Standard output says `ready`, once.
 */
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { createDataCache } from "./cache.js";
import { createRenderServer } from "./server.js";

const MEBIBYTE = 1024 * 1024;

const { values } = parseArgs({
  options: {
    socket: { type: "string" },
    entry: { type: "string" },
    memory: { type: "string", default: "512" },
    data: { type: "string", default: "64" },
  },
});
const { socket: path, entry: file } = values;
if (!path || !file) {
  console.error("worker.js needs --socket PATH and --entry FILE");
  process.exit(2);
}

/** @type {import("./render.js").Entry} */
const entry = await import(pathToFileURL(file).href);
const memory = Number(values.memory) * MEBIBYTE;
let isStopping = false;

const { server, isIdle } = createRenderServer({
  loadEntry: async () => entry,
  data: createDataCache(Number(values.data) * MEBIBYTE),
  isFull: () => process.memoryUsage().heapUsed > memory,
  afterRender: stopIfDone,
});

function stopIfDone() {
  if (isStopping && isIdle()) process.exit(0);
}

process.on("SIGTERM", () => {
  isStopping = true;
  server.close();
  stopIfDone();
});
// Ctrl-C reaches the whole group: the server says when to stop.
process.on("SIGINT", () => {});
process.stdin.on("end", () => process.exit(0)).on("error", () => process.exit(0));
process.stdin.resume();
server.listen(path, () => console.log("ready"));
