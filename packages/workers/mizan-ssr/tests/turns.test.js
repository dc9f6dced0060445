import { expect, test } from "vitest";
import { createTurns } from "../src/turns.js";

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** In which turns of the event loop jobs are done that take so many milliseconds each. */
async function turnsOf(/** @type {number} */ milliseconds, /** @type {number} */ count) {
  const inTurn = createTurns();
  /** @type {number[]} */
  const done = [];
  let now = 0;
  for (let number = 0; number < count; number++)
    inTurn(() => {
      const end = performance.now() + milliseconds;
      while (performance.now() < end);
      done.push(now);
    });
  while (done.length < count) {
    await turn();
    now++;
  }
  return done;
}

/** How many are done in one turn at most. @param {number[]} turns */
const mostIn = (turns) =>
  Math.max(...turns.map((each) => turns.filter((other) => other === each).length));

test("jobs that take long have turns of their own, and the first does not wait", async () => {
  const turns = await turnsOf(3, 8);
  expect(turns[0]).toBe(0);
  // Two of the queue's may lie between two of ours.
  expect(mostIn(turns)).toBeLessThanOrEqual(2);
});

test("quick ones share turns, so many at most", async () => {
  const turns = await turnsOf(0, 100);
  expect(mostIn(turns)).toBeGreaterThan(2);
  expect(mostIn(turns)).toBeLessThanOrEqual(32);
});

test("all are done, in their order, and the next one does not wait", async () => {
  const inTurn = createTurns();
  /** @type {string[]} */
  const order = [];
  for (const name of "abc") inTurn(() => order.push(name));
  expect(order).toEqual(["a"]);
  while (order.length < 3) await turn();
  await turn();
  await turn();
  inTurn(() => order.push("d"));
  expect(order).toEqual(["a", "b", "c", "d"]);
});
