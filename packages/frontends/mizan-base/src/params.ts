import type { ContextDescriptor } from "./descriptors";
import type { MizanError } from "./errors";

export type Values = Record<string, unknown>;

/** Where an instance lives: its context, all its params (defaults filled in), and its one address. */
export interface Place {
  readonly context: string;
  readonly params: Values;
  readonly path: string;
  /** What the page was rendered with: data, or why there is none. */
  readonly data?: Values;
  readonly error?: MizanError;
}

/** All but `A-Za-z0-9-._~`, as the canonical context URL wants it (Protocol §2). */
export const percentEncoded = (text: string) =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );

/**
 * Params in canonical form: sorted by name, UUIDs in lower case, in the URL only those that differ
 * from their default (Protocol §1, §2). Names that the context does not have are left out.
 *
 * @throws Error where a param without a default is missing
 */
export function placeOf(descriptor: ContextDescriptor, given: object = {}): Place {
  const context = descriptor.name;
  const params: Values = {};
  let query = "";
  // Sorted as text, "name,…": the comma comes before all that a name may hold.
  for (const [name, { type, default: initial }] of Object.entries(descriptor.params).sort()) {
    const { [name]: value = initial } = given as Values;
    if (value === undefined) throw new Error(`${context} needs ${name}: here or in a Provider`);
    let text = JSON.stringify(value);
    if (type.includes("uuid")) text = text.toLowerCase();
    params[name] = JSON.parse(text);
    if (text === JSON.stringify(initial)) continue;
    query += `${query ? "&" : "?"}${name}=${percentEncoded(type === "str" ? `${value}` : text)}`;
  }
  return { context, params, path: `ctx/${context}/${query}` };
}

/** An entry of `invalidate` or `merge`, as far as matching goes; a string is a context, all of it. */
export type Target = string | { readonly context: string; readonly params?: Values };

/** Whether an entry means an instance: each param that it names is equal in it (Protocol §3). */
export function isMatch(target: Target, place: Place): boolean {
  const { context = target, params = {} } = target as Exclude<Target, string>;
  const isEqual = (name: string) =>
    JSON.stringify(params[name]) === JSON.stringify(place.params[name]);
  return context === place.context && Object.keys(params).every(isEqual);
}
