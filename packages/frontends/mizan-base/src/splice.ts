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

const compareValues = (left: unknown, right: unknown) =>
  typeof left === "string" && typeof right === "string"
    ? compareText(left, right)
    : Number(left) - Number(right);

/** Null comes last in both directions. */
function compareRows(left: Row, right: Row, fields: readonly string[]): number {
  for (const field of fields) {
    const name = field.replace("-", "");
    const a = left[name] ?? null;
    const b = right[name] ?? null;
    if (a === b) continue;
    if (a === null || b === null) return a === null ? 1 : -1;
    const order = compareValues(a, b);
    if (order) return name === field ? order : -order;
  }
  return 0;
}

/** Where a new row goes; a tie goes after the rows that it ties with. */
function positionOf(rows: readonly Row[], row: Row, { at, order_by }: MergeEntry): number {
  if (!order_by) return at === "start" ? 0 : rows.length;
  const next = rows.findIndex((other) => compareRows(other, row, order_by) > 0);
  return next < 0 ? rows.length : next;
}

function upsert(rows: readonly Row[], row: Row, key: string, entry: MergeEntry): readonly Row[] {
  const index = rows.findIndex((other) => other[key] === row[key]);
  const old = rows[index];
  const shared = share(old, row);
  if (shared === old) return rows;
  const isInPlace = old && !(entry.order_by && compareRows(old, row, entry.order_by));
  const next = rows.slice();
  if (old) next.splice(index, 1);
  next.splice(isInPlace ? index : positionOf(next, row, entry), 0, shared);
  return next;
}

/** The slot after the entry, or undefined where it cannot be spliced. */
function spliceSlot(slot: unknown, entry: MergeEntry, value: unknown): unknown {
  const { op, key } = entry;
  if (op === "replace") return share(slot, value);
  if (!Array.isArray(slot) || !key) return;
  if (op === "remove") {
    const rest = slot.filter((row) => row[key] !== value);
    return rest.length < slot.length ? rest : slot;
  }
  if (op === "upsert" && (value as Row | null)?.[key] !== undefined)
    return upsert(slot, value as Row, key, entry);
  return;
}

/**
 * The bundle after one merge entry, or undefined where the entry cannot be spliced and the
 * instance has to be read (Protocol §4). Nothing is changed in place; what stays equal stays itself.
 *
 * @param result what the call answered: the value where the entry brings none of its own
 */
export function splice(bundle: Values, entry: MergeEntry, result: unknown): Values | undefined {
  const { slot, value = result } = entry;
  if (!Object.hasOwn(bundle, slot)) return;
  const next = spliceSlot(bundle[slot], entry, value);
  if (next === undefined) return;
  return next === bundle[slot] ? bundle : { ...bundle, [slot]: next };
}
