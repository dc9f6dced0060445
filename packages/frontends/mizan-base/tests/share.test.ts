import { expect, test } from "vitest";
import { share } from "../src/share";

const rows = (...ids: number[]) => ids.map((id) => ({ id, tags: [`t${id}`] }));

test.for([
  ["scalars", 1, 1],
  ["equal texts", "a", "a"],
  ["null", null, null],
  ["an empty list", [], []],
  ["an empty record", {}, {}],
  [
    "what is deep inside",
    { a: [{ b: { c: [1, null, "x"] } }] },
    { a: [{ b: { c: [1, null, "x"] } }] },
  ],
] as const)("%s: nothing new", ([, old, next]) => {
  expect(share(old, next)).toBe(old);
});

test.for([
  ["a list and a record", [], {}],
  ["a record and a list", {}, []],
  ["null and a record", null, {}],
  ["a record and null", {}, null],
  ["a number and its text", 1, "1"],
  ["false and 0", false, 0],
  ["a field more", { a: 1 }, { a: 1, b: 2 }],
  ["a field less", { a: 1, b: 2 }, { a: 1 }],
  ["another name for the same", { a: 1 }, { b: 1 }],
  ["null and nothing", { a: null }, {}],
  ["what everything inherits", {}, { constructor: 1 }],
  ["rows in another order", [1, 2], [2, 1]],
  ["a row more", [1], [1, 1]],
] as const)("%s: what is new, as it is", ([, old, next]) => {
  expect(share(old, next)).toEqual(next);
  expect(share(old, next)).not.toBe(old);
});

test("the parts that are equal keep their identity", () => {
  const old = { a: { x: 1 }, b: { y: [1] } };
  const next = share(old, { a: { x: 1 }, b: { y: [2] } });
  expect(next).toEqual({ a: { x: 1 }, b: { y: [2] } });
  expect(next.a).toBe(old.a);
});

test.for([
  ["one more at the end", rows(1, 2, 3), rows(1, 2, 3, 4)],
  ["one more at the start", rows(1, 2, 3), rows(0, 1, 2, 3)],
  ["one more in the middle", rows(1, 2, 3), rows(1, 2, 5, 3)],
  ["one less at the start", rows(1, 2, 3), rows(2, 3)],
  ["one less in the middle", rows(1, 2, 3), rows(1, 3)],
] as const)("%s: the other rows stay themselves", ([, old, next]) => {
  const shared = share(old, next);
  expect(shared).toEqual(next);
  for (const row of shared) {
    const same = old.find(({ id }) => id === row.id);
    if (same) expect(row).toBe(same);
  }
});
