/** The vectors of mizan-spec, each run here or listed with the reason why not. */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { formatHeader, type HeaderEntry, parseHeader } from "../src/header";
import type { ContextDescriptor, ServerErrorCode } from "../src/index";
import { isMatch, placeOf, type Target, type Values } from "../src/params";
import { type MergeEntry, splice } from "../src/splice";

const SPEC = new URL("../../../protocol/mizan-spec/", import.meta.url);

const load = (path: string) => JSON.parse(readFileSync(new URL(path, SPEC), "utf8"));

/** Files, or tables of a file, that are not for a client. */
const NOT_RUN: Record<string, string> = {
  "canonical-urls.json answered": "a client writes queries and reads none",
  "canonical-urls.json refused": "a client writes queries and reads none",
  "envelopes.json": "what a server answers; transport.test.ts checks what a client makes of it",
  "scoping.json": "what a server invalidates; a client does as it is told",
  "slots.json": "where a server merges; a client does as it is told",
};

interface ParamCase {
  name: string;
  params: ContextDescriptor["params"];
  values: Values;
  query: string;
}

interface HeaderCase {
  name: string;
  entries: HeaderEntry[];
  header: string;
}

const queryOf = ({ params, values }: ParamCase) =>
  placeOf({ name: "c", params }, values).path.replace(/^ctx\/c\/\??/, "");

const writesQuery = (each: ParamCase) => expect(queryOf(each)).toBe(each.query);
const formats = ({ entries, header }: HeaderCase) => expect(formatHeader(entries)).toBe(header);
const parses = ({ entries, header }: HeaderCase) => expect(parseHeader(header)).toEqual(entries);

interface MatchCase {
  name: string;
  entry: Target;
  context: string;
  params: ContextDescriptor["params"];
  instance: Values;
  matches: boolean;
}

function matches({ entry, context, params, instance, matches }: MatchCase) {
  expect(isMatch(entry, placeOf({ name: context, params }, instance))).toBe(matches);
}

interface SpliceCase {
  name: string;
  bundle: Values;
  entry: MergeEntry;
  result?: unknown;
  expected?: Values;
}

function splices({ bundle, entry, result, expected }: SpliceCase) {
  const before = JSON.stringify(bundle);
  expect(splice(bundle, entry, result)).toEqual(expected);
  expect(JSON.stringify(bundle)).toBe(before);
}

/** Each table of each file, and what a case of it has to do. */
const RUN: Record<string, (each: never) => void> = {
  "canonical-urls.json canonical": writesQuery,
  "canonical-urls.json written": writesQuery,
  "canonical-urls.json unwritable": (each: ParamCase) => expect(() => queryOf(each)).toThrow(),
  "header.json both": (each: HeaderCase) => {
    formats(each);
    parses(each);
  },
  "header.json formatted": formats,
  "header.json parsed": parses,
  "header.json malformed": ({ header }: HeaderCase) => expect(() => parseHeader(header)).toThrow(),
  "matching.json cases": matches,
  "splice.json cases": splices,
};

for (const [name, run] of Object.entries(RUN)) {
  const [file, table = ""] = name.split(" ");
  test.for(load(`vectors/${file}`)[table] as { name: string }[])(`${name}: $name`, (each) =>
    run(each as never),
  );
}

describe("nothing is left out in silence", () => {
  test.for(readdirSync(new URL("vectors/", SPEC)))("%s", (file) => {
    if (file in NOT_RUN) return;
    const tables = Object.entries(load(`vectors/${file}`)).filter(([, cases]) =>
      Array.isArray(cases),
    );
    const missing = tables.map(([table]) => `${file} ${table}`);
    expect(missing.filter((name) => !(name in RUN || name in NOT_RUN))).toEqual([]);
  });
});

test("the codes are those of the error table", () => {
  const codes: Record<ServerErrorCode, true> = {
    BAD_REQUEST: true,
    UNAUTHORIZED: true,
    FORBIDDEN: true,
    CSRF_FAILED: true,
    NOT_FOUND: true,
    METHOD_NOT_ALLOWED: true,
    CONFLICT: true,
    IN_PROGRESS: true,
    PAYLOAD_TOO_LARGE: true,
    UNSUPPORTED_MEDIA_TYPE: true,
    VALIDATION_FAILED: true,
    RATE_LIMITED: true,
    INTERNAL_ERROR: true,
    NOT_IMPLEMENTED: true,
  };
  const table: { code: string }[] = load("errors.json").errors;
  expect(Object.keys(codes).sort()).toEqual(table.map(({ code }) => code).sort());
});

test("the ops are those of the table", () => {
  const table: { op: string }[] = load("ops.json").ops;
  const bundle = { slot: [{ id: 1 }] };
  for (const { op } of table) {
    const entry = { context: "c", slot: "slot", op, key: "id", value: { id: 2 } };
    expect(splice(bundle, entry, null), op).toBeDefined();
  }
});
