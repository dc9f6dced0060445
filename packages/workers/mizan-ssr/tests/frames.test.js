import { expect, test } from "vitest";
import { createDataCache } from "../src/cache.js";
import { createParser, encodeFrame, LIMIT, TYPES } from "../src/frames.js";

/** @type {[number, number, string][]} */
const FRAMES = [
  [1, TYPES.RENDER, ""],
  [2 ** 32 - 1, TYPES.DATA, "x"],
  [3, TYPES.HTML, "🌲 \u2028".repeat(50)],
];

test.each([1, 2, 3, 4, 5, 8, 9, 10, 11, 1000])("frames survive chunks of %i bytes", (size) => {
  const stream = Buffer.concat(FRAMES.map((frame) => encodeFrame(...frame)));
  /** @type {[number, number, string][]} */
  const found = [];
  const parse = createParser((id, type, payload) => found.push([id, type, payload.toString()]));
  for (let at = 0; at < stream.length; at += size) parse(stream.subarray(at, at + size));
  expect(found).toEqual(FRAMES);
});

test("a frame over the limit is refused before it is read", () => {
  const head = encodeFrame(1, TYPES.DATA, "");
  head.writeUInt32BE(LIMIT + 1, 0);
  expect(() => createParser(() => {})(head)).toThrow(RangeError);
});

test("what was not used for longest goes first", () => {
  const cache = createDataCache(30);
  for (const name of ["a", "b", "c"]) cache.set(name, Buffer.from('"12345678"'));
  expect(cache.get("a")).toBe("12345678");
  cache.set("d", Buffer.from('"12345678"'));
  expect(["a", "b", "c", "d"].filter((name) => cache.has(name))).toEqual(["a", "c", "d"]);
  cache.set("large", Buffer.from(JSON.stringify("x".repeat(100))));
  expect(cache.has("large")).toBe(true);
  expect(cache.has("a")).toBe(false);
});
