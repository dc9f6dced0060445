/**
 * Calls under way together: committed and answered in any order. What is on the screen when all is
 * over, and how much was read for it; every client on the same page and the same origin.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createRoot } from "react-dom/client";
import { expect, test, vi } from "vitest";
import {
  CONTENDERS,
  type Contender,
  type Hook,
  type Origin,
  REREADING,
  type Row,
} from "./contenders";

const SCHEDULES = 10_000;
const STEPS = 24;
const ROWS = 4;
const RESULTS = join(import.meta.dirname, "schedules.json");

interface Result {
  readonly wrong: number;
  readonly calls: number;
  readonly extraReads: number;
  /** The races of Protocol §5 that end on a wrong screen in some order. */
  readonly races: string;
}

/** One party of a race: what begins it; its request is then committed and answered. */
type Party = (hook: Hook) => void;

const edit =
  (id: number, title: string): Party =>
  (hook) =>
    hook.edit({ id, title, isDone: false });
const refetch: Party = (hook) => hook.refetch();

/** Parties whose steps run in every order; with `isLoaded: false` the first read is one of them. */
const RACES: readonly { name: string; isLoaded: boolean; parties: readonly Party[] }[] = [
  { name: "A1", isLoaded: false, parties: [edit(0, "x")] },
  { name: "A2", isLoaded: true, parties: [refetch, edit(0, "x")] },
  { name: "A3", isLoaded: true, parties: [refetch, edit(0, "x"), refetch] },
  { name: "A4", isLoaded: true, parties: [edit(0, "x"), refetch] },
  { name: "B1", isLoaded: true, parties: [edit(0, "x"), edit(0, "y")] },
  { name: "B2", isLoaded: true, parties: [edit(0, "x"), edit(1, "y")] },
];

/** Every order of `count` parties of three steps each, in which each party's own stay in order. */
function* orders(lengths: readonly number[]): Generator<number[]> {
  if (lengths.every((length) => !length)) yield [];
  for (const [party, length] of lengths.entries()) {
    if (!length) continue;
    const rest = lengths.map((other, index) => (index === party ? other - 1 : other));
    for (const order of orders(rest)) yield [party, ...order];
  }
}

/** A stream of numbers from 0 to 1 that is the same for the same seed. */
function createChance(seed: number) {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (count: number) => Math.floor(next() * count);
  return { below, pick: <Item,>(items: readonly Item[]) => items[below(items.length)] as Item };
}

interface Pending {
  commit(): void;
  deliver(): void;
  isCommitted: boolean;
}

/** An origin where time stands still: a request takes effect and is answered when told so. */
function createOrigin() {
  const rows: Row[] = Array.from({ length: ROWS }, (_, id) => ({ id, title: "0", isDone: false }));
  const pending: Pending[] = [];
  const seen = { reads: 0, edits: 0 };
  function ask<Value>(effect: () => Value): Promise<Value> {
    return new Promise((resolve) => {
      let value: Value;
      const request: Pending = {
        isCommitted: false,
        commit() {
          if (!request.isCommitted) value = effect();
          request.isCommitted = true;
        },
        deliver() {
          request.commit();
          pending.splice(pending.indexOf(request), 1);
          resolve(value);
        },
      };
      pending.push(request);
    });
  }
  const origin: Origin = {
    read() {
      seen.reads++;
      return ask(() => rows.map((row) => ({ ...row })));
    },
    edit(row) {
      seen.edits++;
      return ask(() => {
        rows[row.id] = { ...row };
        return { ...row };
      });
    },
  };
  return { origin, seen, pending, titles: () => rows.map(({ title }) => title).join() };
}

function openPage(contender: Contender, origin: Origin) {
  const { wrap, useRows } = contender.make(origin);
  const page: { hook: Hook | undefined } = { hook: undefined };
  function List() {
    page.hook = useRows();
    return page.hook.rows?.map(({ title }) => title).join();
  }
  const container = document.createElement("div");
  const root = createRoot(container);
  root.render(wrap(<List />));
  return { page, text: () => container.textContent, close: () => root.unmount() };
}

/** Until nothing happens by itself any more, timers of a minute included. */
async function settle() {
  for (let turn = 0; turn < 4; turn++) await new Promise((resolve) => setImmediate(resolve));
}

async function drain(pending: readonly Pending[]) {
  for (await settle(); pending[0]; await settle()) pending[0].deliver();
}

async function runSchedule(contender: Contender, seed: number) {
  const chance = createChance(seed);
  const { origin, seen, pending, titles } = createOrigin();
  const { page, text, close } = openPage(contender, origin);
  await drain(pending);
  const before = seen.reads;
  for (let step = 1; step <= STEPS; step++) {
    const action = chance.below(8);
    const waiting = pending.filter(({ isCommitted }) => !isCommitted);
    const committed = pending.filter(({ isCommitted }) => isCommitted);
    if (action < 2) page.hook?.edit({ id: chance.below(ROWS), title: `${step}`, isDone: false });
    else if (action < 5 && waiting[0]) chance.pick(waiting).commit();
    else if (committed[0]) chance.pick(committed).deliver();
    await settle();
  }
  await drain(pending);
  vi.advanceTimersByTime(60_000);
  await drain(pending);
  const isWrong = text() !== titles();
  close();
  return { isWrong, reads: seen.reads - before, calls: seen.edits };
}

/** One order of a race to its end; whether the last screen is right. */
async function runRace(contender: Contender, race: (typeof RACES)[number], order: number[]) {
  const { origin, pending, titles } = createOrigin();
  const { page, text, close } = openPage(contender, origin);
  await settle();
  if (race.isLoaded) await drain(pending);
  const requests: (Pending | undefined)[] = race.isLoaded ? [] : [pending[0]];
  const parties = race.isLoaded ? race.parties : [() => {}, ...race.parties];
  const next = parties.map(() => 0);
  for (const party of order) {
    const step = next[party] ?? 0;
    next[party] = step + 1;
    const request = requests[party];
    if (step === 0) {
      const before = new Set(pending);
      if (page.hook) parties[party]?.(page.hook);
      await settle();
      requests[party] ??= pending.find((each) => !before.has(each));
    } else if (request && step === 1) request.commit();
    else if (request && pending.includes(request)) request.deliver();
    await settle();
  }
  await drain(pending);
  vi.advanceTimersByTime(60_000);
  await drain(pending);
  const isRight = text() === titles();
  close();
  return isRight;
}

async function lostRaces(contender: Contender) {
  const lost: string[] = [];
  for (const race of RACES) {
    const count = race.parties.length + Number(!race.isLoaded);
    let isRight = true;
    for (const order of orders(Array.from({ length: count }, () => 3)))
      isRight &&= await runRace(contender, race, order);
    if (!isRight) lost.push(race.name);
  }
  return lost.join(" ") || "none";
}

const results: Record<string, Result> = {};

test.for([...CONTENDERS, ...REREADING])("$name", { timeout: 600_000 }, async (contender) => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval"] });
  const found = { wrong: 0, calls: 0, reads: 0 };
  for (let seed = 1; seed <= SCHEDULES; seed++) {
    const { isWrong, reads, calls } = await runSchedule(contender, seed);
    found.wrong += Number(isWrong);
    found.calls += calls;
    found.reads += reads;
  }
  const races = await lostRaces(contender);
  vi.useRealTimers();
  const per = (total: number) => Number((total / SCHEDULES).toFixed(2));
  const { wrong, calls, reads } = found;
  results[contender.name] = { wrong, calls: per(calls), extraReads: per(reads), races };
  expect(calls).toBeGreaterThan(SCHEDULES);
});

test("what this framework has to be", () => {
  console.table(results);
  if (process.env["BENCH_WRITE"]) writeFileSync(RESULTS, `${JSON.stringify(results, null, 2)}\n`);
  expect(results["Mizan"]?.wrong).toBe(0);
  expect(results["Mizan"]?.races).toBe("none");
  expect(results["Mizan"]?.extraReads).toBeLessThanOrEqual(1);
});
