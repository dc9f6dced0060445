import type { Values } from "./params";

const isObject = (value: unknown): value is Values => value === Object(value);

/**
 * `next`, in which every part that is equal to the same part of `old` *is* that part of `old`.
 * Rows are compared with the one at their place, and counted from the end: one more or less moves none.
 */
export function share<T>(old: unknown, next: T): T {
  if (!isObject(old) || !isObject(next)) return next;
  const names = Object.keys(next);
  const shift = Array.isArray(next) ? Object.keys(old).length - names.length : 0;
  const shared = (Array.isArray(next) ? [] : {}) as Values;
  let isSame =
    Array.isArray(old) === Array.isArray(next) && names.length === Object.keys(old).length;
  for (const name of names) {
    const moved = shift && old[+name + shift];
    const value = next[name];
    shared[name] = shift && share(moved, value) === moved ? moved : share(old[name], value);
    isSame &&= name in old && shared[name] === old[name];
  }
  return (isSame ? old : shared) as T;
}
