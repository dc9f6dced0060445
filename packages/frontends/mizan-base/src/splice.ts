import type { Values } from "./params";
import { share } from "./share";

/** A merge entry (Protocol §4); what it does not know it ignores. */
export interface MergeEntry {
  readonly context: string;
  readonly params?: Values;
  readonly slot: string;
  readonly op: string;
  readonly key?: string;
  readonly value?: unknown;
  readonly at?: string;
  readonly order_by?: readonly string[];
}

type Row = Values;

/** By code point, which is what every language can agree on; UTF-16 units order astral characters wrongly. */
function compareText(left: string, right: string): number {
  for (let index = 0; ; index++) {
    const a = left.codePointAt(index) ?? -1;
    const b = right.codePointAt(index) ?? -1;
    if (a !== b || a < 0) return a - b;
  }
}

/** Null comes last in both directions. */
function compareRows(left: Row, right: Row, fields: readonly string[]): number {
  for (const field of fields) {
    const name = field.replace("-", "");
    const a = left[name];
    const b = right[name];
    const nulls = Number(a === null) - Number(b === null);
    if (nulls) return nulls;
    const order = typeof a === "string" ? compareText(a, `${b}`) : (a as number) - (b as number);
    if (order) return name === field ? order : -order;
  }
  return 0;
}

/** In place where the key exists and the order has not changed; else a tie goes after its equals. */
function upsert(rows: readonly Row[], row: Row, { key = "", at, order_by }: MergeEntry) {
  const index = rows.findIndex((other) => other[key] === row[key]);
  const old = rows[index];
  const shared = share(old, row);
  if (shared === old) return rows;
  const next = rows.slice();
  if (old) next.splice(index, 1);
  let to = index;
  if (order_by && (!old || compareRows(old, row, order_by)))
    to = next.findIndex((other) => compareRows(other, row, order_by) > 0);
  else if (at === "start" && !old) to = 0;
  next.splice(to < 0 ? next.length : to, 0, shared);
  return next;
}

/**
 * The bundle after one merge entry, or undefined where the entry cannot be spliced and the
 * instance has to be read (Protocol §4). Nothing is changed in place; what stays equal stays itself.
 *
 * @param result what the call answered: the value where the entry brings none of its own
 */
export function splice(bundle: Values, entry: MergeEntry, result: unknown): Values | undefined {
  const { slot, op, key, value = result } = entry;
  const old = bundle[slot];
  let next: unknown;
  if (op === "replace") next = share(old, value);
  else if (!key || !Array.isArray(old)) return;
  else if (op === "remove") next = old.filter((row) => row[key] !== value);
  else if (op === "upsert" && Object(value)[key] !== undefined)
    next = upsert(old, value as Row, entry);
  if (old === undefined || next === undefined) return;
  return next === old ? bundle : { ...bundle, [slot]: next };
}
