/**
 * What goes over the socket between a server and its worker: `u32 length | u32 id | u8 type | payload`,
 * big-endian; the length is that of the payload. Data and order are the caller's business.
 */

/** What a frame is for. */
export const TYPES = Object.freeze({
  /** To the worker: JSON, what to render. */
  RENDER: 1,
  /** Its answer: JSON head, a line feed, the HTML. */
  HTML: 2,
  /** Its answer: JSON, what went wrong. */
  FAILURE: 3,
  /** Its question: JSON, the names of data that it does not have (any more). */
  MISSING: 4,
  /** To the worker: a name of 64 characters, then the JSON that it stands for. */
  DATA: 5,
  /** To the worker and back: is it well? */
  HEALTH: 6,
  /** More of an answer whose head said so: HTML. */
  CHUNK: 7,
  /** The end of such an answer. */
  END: 8,
});

const HEAD = 9;
/** More than any page; a length beyond it is a stream that has lost its way. */
export const LIMIT = 64 * 1024 * 1024;

/**
 * One frame as bytes.
 *
 * @param {number} id
 * @param {number} type
 * @param {string | Uint8Array} payload
 * @returns {Buffer}
 */
export function encodeFrame(id, type, payload) {
  const body = typeof payload === "string" ? Buffer.from(payload) : payload;
  const frame = Buffer.allocUnsafe(HEAD + body.length);
  frame.writeUInt32BE(body.length, 0);
  frame.writeUInt32BE(id, 4);
  frame.writeUInt8(type, 8);
  frame.set(body, HEAD);
  return frame;
}

/**
 * Writes one frame of text: encoded on its way out, so that a page is not copied for its nine bytes.
 *
 * @param {import("node:net").Socket} socket
 * @param {number} id
 * @param {number} type
 * @param {string} text
 */
export function writeText(socket, id, type, text) {
  const head = Buffer.allocUnsafe(HEAD);
  head.writeUInt32BE(Buffer.byteLength(text), 0);
  head.writeUInt32BE(id, 4);
  head.writeUInt8(type, 8);
  socket.cork();
  socket.write(head);
  socket.write(text);
  socket.uncork();
}

/**
 * Takes chunks as they come, of any size, and hands out whole frames.
 *
 * @param {(id: number, type: number, payload: Buffer) => void} onFrame
 * @returns {(chunk: Buffer) => void} throws a RangeError for a frame over the limit
 */
export function createParser(onFrame) {
  /** @type {Buffer[]} */
  let chunks = [];
  let size = 0;
  /** What has to be there before it is worth looking again. */
  let wanted = HEAD;

  /** All that has come, in one piece: joined when a frame is whole, not with every chunk. */
  function join() {
    const whole = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, size);
    chunks = [whole];
    return whole;
  }

  return (chunk) => {
    chunks.push(chunk);
    size += chunk.length;
    while (size >= wanted) {
      const whole = join();
      const length = whole.readUInt32BE(0);
      if (length > LIMIT) throw new RangeError(`a frame of ${length} bytes: ${LIMIT} are allowed`);
      wanted = HEAD + length;
      if (size < wanted) return;
      onFrame(whole.readUInt32BE(4), whole.readUInt8(8), whole.subarray(HEAD, wanted));
      chunks = [whole.subarray(wanted)];
      size -= wanted;
      wanted = HEAD;
    }
  };
}
