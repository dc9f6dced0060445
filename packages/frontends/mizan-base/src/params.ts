import type { ContextDescriptor } from "./descriptors";

export type Values = Record<string, unknown>;

/** Where an instance lives: its context, all its params (defaults filled in), its key and its address. */
export interface Place {
  readonly context: string;
  readonly params: Values;
  readonly key: string;
  readonly path: string;
}

/** All but `A-Za-z0-9-._~`, as the canonical context URL wants it (Protocol §2). */
export const percentEncoded = (text: string) =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );

/** The key of an instance; its params are sorted by name. */
export const keyOf = (context: string, params: Values) => context + JSON.stringify(params);

/**
 * Params in canonical form: sorted by name, UUIDs in lower case, in the URL only those that differ
 * from their default (Protocol §1, §2). Names that the context does not have are left out.
 */
export function placeOf({ name: context, params: specs }: ContextDescriptor, given: object): Place {
  const params: Values = {};
  const query: string[] = [];
  for (const name of Object.keys(specs).sort()) {
    const { type = "", default: initial } = specs[name] ?? {};
    const { [name]: value = initial } = given as Values;
    if (value === undefined) continue;
    let text = JSON.stringify(value);
    if (type.includes("uuid")) text = text.toLowerCase();
    params[name] = JSON.parse(text);
    if (text === JSON.stringify(initial)) continue;
    query.push(`${name}=${percentEncoded(type === "str" ? `${value}` : text)}`);
  }
  const path = `ctx/${context}/${query.length ? "?" : ""}${query.join("&")}`;
  return { context, params, key: keyOf(context, params), path };
}

/** An entry of `invalidate` or `merge`, as far as matching goes. */
export interface Target {
  readonly context: string;
  readonly params?: Values;
}

/** Whether an entry means an instance: each param that it names is equal in it (Protocol §3). */
export const isMatch = (entry: Target, place: Place) =>
  entry.context === place.context &&
  Object.entries(entry.params ?? {}).every(
    ([name, value]) => JSON.stringify(value) === JSON.stringify(place.params[name]),
  );
