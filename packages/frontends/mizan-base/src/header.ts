/**
 * `X-Mizan-Invalidate`, both ways (Protocol §3). Not part of the kernel: for edges, workers and tests.
 *
 *     entry  = context *( ";" name "=" value ) [ ";@fn=" name *( "+" name ) ]
 *     header = entry *( ", " entry ) / "*"
 *
 * Params hold text forms, not yet percent-encoded.
 */
import { percentEncoded } from "./params";

/** A context's name (all of it), `*` (everything), or what of a context. */
export type HeaderEntry =
  | string
  | {
      readonly context: string;
      readonly params: Readonly<Record<string, string>>;
      readonly functions?: readonly string[];
    };

const LIMIT = 4096;
const EVERYTHING = "*";
const NAME = /^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$/;
const PARAM = /^[A-Za-z_][A-Za-z0-9_]*$/;
const VALUE = /^([A-Za-z0-9\-._~]|%[0-9A-F]{2})*$/;

/** A header that cannot be read: treat it as `*`. */
export class HeaderError extends Error {
  readonly part: string;

  constructor(part: string) {
    super(`${JSON.stringify(part.slice(0, 80))} has no place in an invalidation header`);
    this.name = "HeaderError";
    this.part = part;
  }
}

const byCodeUnit = (left: string, right: string) => Number(left > right) - Number(left < right);

function byParts(left: readonly string[], right: readonly string[]): number {
  const index = left.findIndex((part, at) => part !== right[at]);
  if (index < 0) return left.length - right.length;
  return index < right.length ? byCodeUnit(left[index] ?? "", right[index] ?? "") : 1;
}

function partsOf(entry: HeaderEntry): string[] {
  if (typeof entry === "string") return [entry];
  const { context, params, functions = [] } = entry;
  const names = Object.keys(params).sort();
  const pairs = names.map((name) => `${name}=${percentEncoded(params[name] ?? "")}`);
  if (functions.length) pairs.push(`@fn=${functions.toSorted().join("+")}`);
  return [context, ...pairs];
}

const joined = (lists: readonly (readonly string[])[]) =>
  [...new Set(lists.map((parts) => parts.join(";")))].join(", ");

/** The header that says these entries; over 4 KiB only their contexts, and at last everything. */
export function formatHeader(entries: readonly HeaderEntry[]): string {
  const lists = entries.map(partsOf).sort(byParts);
  const forms = [joined(lists), joined(lists.map((parts) => parts.slice(0, 1)))];
  return forms.find((form) => form.length <= LIMIT) ?? EVERYTHING;
}

function textOf(value: string): string {
  if (!VALUE.test(value)) throw new HeaderError(value);
  try {
    return decodeURIComponent(value);
  } catch {
    throw new HeaderError(value);
  }
}

function parsePair(pair: string): [name: string, value: string] {
  const at = pair.indexOf("=");
  const name = pair.slice(0, Math.max(at, 0));
  if (!PARAM.test(name.replace(/^@/, ""))) throw new HeaderError(pair);
  return [name, pair.slice(at + 1)];
}

function namesOf(value: string): string[] {
  const names = value.split("+");
  if (!names.every((name) => NAME.test(name))) throw new HeaderError(value);
  return names;
}

function parseEntry(entry: string): HeaderEntry {
  const [context = "", ...rest] = entry.split(";");
  if (!NAME.test(context)) throw new HeaderError(entry);
  const pairs = rest.map(parsePair);
  const params: Record<string, string> = {};
  let functions: string[] | undefined;
  for (const [index, [name, value]] of pairs.entries()) {
    if (pairs.findIndex(([other]) => other === name) < index) throw new HeaderError(entry);
    if (name === "@fn") functions = namesOf(value);
    else if (!name.startsWith("@")) params[name] = textOf(value);
  }
  if (functions) return { context, params, functions };
  return Object.keys(params).length ? { context, params } : context;
}

/**
 * What a header says. Keys after `@` that are not known are left out: the entry only grows wider.
 *
 * @throws HeaderError where it is malformed
 */
export function parseHeader(header: string): HeaderEntry[] {
  if (!header.trim()) return [];
  if (header.trim() === EVERYTHING) return [EVERYTHING];
  return header.split(",").map((entry) => parseEntry(entry.replace(/^[ \t]+|[ \t]+$/g, "")));
}
