/**
 * Answers the frames of one server's pool, on one socket. What is rendered, and where it comes from, is
 * the caller's business.
 */
import { once } from "node:events";
import { createServer } from "node:net";
import { createParser, TYPES, writeText } from "./frames.js";
import { RenderError, renderPage } from "./render.js";
import { createTurns } from "./turns.js";

const NAME = 64;

/**
 * @typedef {object} RenderServerOptions
 * @property {() => Promise<import("./render.js").Entry>} loadEntry the pages, as they are now
 * @property {ReturnType<typeof import("./cache.js").createDataCache>} data
 * @property {() => boolean} isFull whether the process wants to be replaced
 * @property {() => void} [afterRender]
 */

/**
 * @param {RenderServerOptions} options
 * @returns {{ server: import("node:net").Server, isIdle: () => boolean }}
 */
export function createRenderServer({ loadEntry, data, isFull, afterRender }) {
  const inTurn = createTurns();
  let renders = 0;
  let underWay = 0;

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
        writeText(socket, id, type, text === undefined ? json : `${json}\n${text}`);
    };

    /**
     * @param {number} id
     * @param {import("./render.js").RenderRequest} request
     */
    function render(id, request) {
      const refs = [...new Set(request.bundles.map(({ ref }) => ref))];
      const missing = refs.filter((ref) => !data.has(ref));
      if (missing.length) {
        waiting.set(id, request);
        return send(id, TYPES.MISSING, missing);
      }
      underWay++;
      inTurn(() => void answer(id, request));
    }

    /**
     * @param {number} id
     * @param {import("./render.js").RenderRequest} request
     */
    async function answer(id, request) {
      try {
        const rendered = await renderPage(loadEntry, request, data);
        const { html, missing, head, status, location, rest } = rendered;
        const more = { isFull: isFull(), isMore: rest !== undefined };
        send(id, TYPES.HTML, { missing, head, status, location, ...more }, html);
        if (rest) await sendRest(id, rest);
      } catch (error) {
        send(id, TYPES.FAILURE, failureOf(error));
      }
      renders++;
      underWay--;
      afterRender?.();
    }

    /**
     * @param {number} id
     * @param {AsyncIterable<string>} rest
     */
    async function sendRest(id, rest) {
      for await (const chunk of rest) {
        if (socket.destroyed) return;
        writeText(socket, id, TYPES.CHUNK, chunk);
        if (socket.writableNeedDrain) await once(socket, "drain");
      }
      send(id, TYPES.END, {});
    }

    /**
     * @param {number} id
     * @param {number} type
     * @param {Buffer} payload
     */
    function take(id, type, payload) {
      if (type === TYPES.RENDER) return render(id, JSON.parse(payload.toString()));
      if (type === TYPES.DATA)
        return data.set(payload.toString("latin1", 0, NAME), payload.subarray(NAME));
      if (type === TYPES.HEALTH)
        return send(id, TYPES.HEALTH, { renders, underWay, isFull: isFull() });
      // The server has sent what was missing.
      const request = waiting.get(id);
      waiting.delete(id);
      if (type === TYPES.MISSING && request) render(id, request);
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

  return { server, isIdle: () => underWay === 0 };
}

/** @param {unknown} error */
function failureOf(error) {
  const { code, message, cause } =
    error instanceof RenderError ? error : new RenderError("RENDER_FAILED", String(error));
  const { stack } = cause instanceof Error ? cause : { stack: "" };
  return { code, message, stack: stack ?? "" };
}
