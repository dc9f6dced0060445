import type { ContextDescriptor } from "./descriptors";

/**
 * Where an instance lives: its context, its params with their defaults filled in, its key and its address.
 * Without an address it comes from the page and no component has asked for it: its defaults are unknown.
 */
export interface Place {
  readonly context: string;
  readonly params: Values;
  readonly key: string;
  readonly path: string;
}

export type Values = Record<string, unknown>;

/** All but `A-Za-z0-9-._~`, as the canonical context URL wants it (Protocol §2). */
const percentEncoded = (text: string) =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );

/** Two spellings of one UUID are one param; in a list or an optional as well. */
const lowered = (value: unknown) => JSON.parse(JSON.stringify(value).toLowerCase());

/** The key of an instance; `given` holds what differs from its default, sorted by name. */
export const keyOf = (context: string, given: Values) => context + JSON.stringify(given);

/**
 * Params in canonical form: sorted by name, UUIDs in lower case, those equal to their default left
 * out of key and URL (Protocol §1, §2). Names that the context does not have are left out.
 */
export function placeOf(context: ContextDescriptor, params: object): Place {
  const given: Values = {};
  const all: Values = {};
  const query: string[] = [];
  for (const name of Object.keys(context.params).sort()) {
    const { type = "", default: initial } = context.params[name] ?? {};
    const { [name]: raw = initial } = params as Values;
    if (raw === undefined) continue;
    const value = type.includes("uuid") ? lowered(raw) : raw;
    const text = JSON.stringify(value);
    all[name] = value;
    if (text === JSON.stringify(initial)) continue;
    given[name] = value;
    query.push(`${name}=${percentEncoded(type === "str" ? String(value) : text)}`);
  }
  const path = `ctx/${context.name}/${query.length ? "?" : ""}${query.join("&")}`;
  return { context: context.name, params: all, key: keyOf(context.name, given), path };
}

/** An entry of `invalidate` or `merge`, as far as matching goes. */
export interface Target {
  readonly context: string;
  readonly params?: Values;
}

/** Whether an entry means an instance: each param that it names is equal in it (Protocol §3). */
export const isMatch = ({ context, params = {} }: Target, place: Place) =>
  context === place.context &&
  Object.keys(params).every(
    (name) =>
      isUnknown(place, name) || JSON.stringify(params[name]) === JSON.stringify(place.params[name]),
  );

/** A param that a page's instance leaves out has its default, which only the descriptor knows. */
export const isUnknown = ({ path, params }: Place, name: string) => !path && !(name in params);
