import { expect, test } from "vitest";
import { createTurns } from "../src/turns.js";

/** Turns of the event loop that pass until all is done. @param {() => boolean} done */
const passed = async (done) => {
  let turns = 0;
  while (!done()) {
    await new Promise((resolve) => setImmediate(resolve));
    turns++;
  }
  return turns;
};

test("the first job does not wait, each later one has a turn of its own", async () => {
  const inTurn = createTurns();
  /** @type {string[]} */
  const order = [];
  for (const name of ["a", "b", "c"]) inTurn(() => order.push(name));
  expect(order).toEqual(["a"]);
  expect(await passed(() => order.length === 3)).toBeGreaterThan(1);
  expect(order).toEqual(["a", "b", "c"]);
});

test("when all is done the next one does not wait either", async () => {
  const inTurn = createTurns();
  /** @type {string[]} */
  const order = [];
  inTurn(() => order.push("a"));
  await passed(() => order.length === 1);
  await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setImmediate(resolve));
  inTurn(() => order.push("b"));
  expect(order).toEqual(["a", "b"]);
});
