import type { Values } from "./params";

/**
 * `next`, in which every part that is equal to the same part of `before` *is* that part of `before`.
 * Rows are compared with the one at their place, and counted from the end: one more or less moves none.
 */
export function share<T>(before: unknown, next: T): T {
  if (before !== Object(before) || next !== Object(next)) return next;
  const old = before as Values;
  const names = Object.keys(next as Values);
  const isList = Array.isArray(next);
  const growth = names.length - Object.keys(old).length;
  const shared = (isList ? [] : {}) as Values;
  let isSame = !growth && isList === Array.isArray(old);
  for (const name of names) {
    const value = (next as Values)[name];
    const moved = isList && growth && old[+name - growth];
    shared[name] = moved && share(moved, value) === moved ? moved : share(old[name], value);
    isSame &&= shared[name] === old[name];
  }
  return (isSame ? old : shared) as T;
}
