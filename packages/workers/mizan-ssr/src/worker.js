/**
 * Renders for one server, over one unix socket, until that server is gone.
 *
 *     node worker.js --socket /run/…/1.sock --entry dist/server/entry.js [--memory 512] [--data 64]
 *
 * `--memory` and `--data` are mebibytes: of the heap, above which the worker asks to be replaced, and of
 * JSON that it keeps parsed. Standard input is the leash: when it ends, so does the worker, whatever
 * became of the server. Standard output says `ready`, once.
 */
import { createServer } from "node:net";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { createDataCache } from "./cache.js";
import { createParser, encodeFrame, TYPES } from "./frames.js";
import { RenderError, renderPage } from "./render.js";

const MEBIBYTE = 1024 * 1024;
const NAME = 64;

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
const data = createDataCache(Number(values.data) * MEBIBYTE);
const memory = Number(values.memory) * MEBIBYTE;
let renders = 0;
let underWay = 0;
let isStopping = false;

const server = createServer((socket) => {
  /** Requests that wait for data, by their id. @type {Map<number, import("./render.js").RenderRequest>} */
  const waiting = new Map();

  /**
   * @param {number} id
   * @param {number} type
   * @param {unknown} head
   * @param {string} [text]
   */
  const send = (id, type, head, text) => {
    const json = JSON.stringify(head);
    if (!socket.destroyed)
      socket.write(encodeFrame(id, type, text === undefined ? json : `${json}\n${text}`));
  };

  /**
   * @param {number} id
   * @param {import("./render.js").RenderRequest} request
   */
  async function render(id, request) {
    const refs = [...new Set(request.bundles.map(({ ref }) => ref))];
    const missing = refs.filter((ref) => !data.has(ref));
    if (missing.length) {
      waiting.set(id, request);
      return send(id, TYPES.MISSING, missing);
    }
    underWay++;
    try {
      const { html, missing, head, status, location } = await renderPage(entry, request, data);
      send(id, TYPES.HTML, { missing, head, status, location, isFull: isFull() }, html);
    } catch (error) {
      send(id, TYPES.FAILURE, failureOf(error));
    }
    renders++;
    underWay--;
    stopIfDone();
  }

  /**
   * @param {number} id
   * @param {number} type
   * @param {Buffer} payload
   */
  function take(id, type, payload) {
    if (type === TYPES.RENDER) return void render(id, JSON.parse(payload.toString()));
    if (type === TYPES.DATA)
      return data.set(payload.toString("latin1", 0, NAME), payload.subarray(NAME));
    if (type === TYPES.HEALTH)
      return send(id, TYPES.HEALTH, { renders, underWay, isFull: isFull() });
    // The server has sent what was missing.
    const request = waiting.get(id);
    waiting.delete(id);
    if (type === TYPES.MISSING && request) void render(id, request);
  }

  const parse = createParser(take);
  socket.on("data", (chunk) => {
    try {
      parse(chunk);
    } catch (error) {
      console.error(error);
      socket.destroy();
    }
  });
  socket.on("error", () => socket.destroy());
});

const isFull = () => process.memoryUsage().heapUsed > memory;

/** @param {unknown} error */
function failureOf(error) {
  const { code, message, cause } =
    error instanceof RenderError ? error : new RenderError("RENDER_FAILED", String(error));
  const { stack } = cause instanceof Error ? cause : { stack: "" };
  return { code, message, stack: stack ?? "" };
}

function stopIfDone() {
  if (isStopping && !underWay) process.exit(0);
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
