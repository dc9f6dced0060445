import type { Values } from "./params";

const isObject = (value: unknown): value is Values => typeof value === "object" && value !== null;

/** A row is compared with the one at its place, and from the end: one row more or less moves none. */
function shareList(old: readonly unknown[], next: readonly unknown[]) {
  const shift = old.length - next.length;
  return next.map((value, index) => {
    const moved = old[index + shift];
    return shift && share(moved, value) === moved ? moved : share(old[index], value);
  });
}

const shareObject = (old: Values, next: Values) =>
  Object.fromEntries(Object.entries(next).map(([name, value]) => [name, share(old[name], value)]));

/** `next`, in which every part that is equal to the same part of `old` *is* that part of `old`. */
export function share<T>(old: unknown, next: T): T {
  if (!isObject(old) || !isObject(next) || Array.isArray(old) !== Array.isArray(next)) return next;
  const shared = Array.isArray(old) ? shareList(old, next as never) : shareObject(old, next);
  const names = Object.keys(shared);
  const isSame =
    names.length === Object.keys(old).length &&
    names.every((name) => (shared as Values)[name] === old[name] && name in old);
  return (isSame ? old : shared) as T;
}
