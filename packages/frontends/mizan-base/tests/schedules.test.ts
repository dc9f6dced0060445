/**
 * Seeded random schedules: calls and reads mixed, committed and answered in any order, answers
 * lost, others writing meanwhile. Whatever happens, the last screen is right (Protocol §5).
 */
import { afterAll, afterEach, beforeEach, expect, test, vi } from "vitest";
import { events } from "../src/plugins/events";
import { optimisticUpdates, update } from "../src/plugins/optimistic";
import { readOptions } from "../src/plugins/options";
import { retries } from "../src/plugins/retries";
import { boardContext, boardsContext } from "./contexts";
import { type Chance, createChance } from "./random";
import { Witness } from "./scenarios";
import { type BoardBundle, type Request, Server } from "./server";
import { createBench, settled } from "./support";

const SCHEDULES = 10_000;
const STEPS = 30;

/** What may happen in a schedule besides calls, reads and their answers. */
interface Kind {
  readonly name: string;
  readonly functions: readonly string[];
  readonly isLossy?: boolean;
  readonly hasOthers?: boolean;
  readonly isDeafToAbort?: boolean;
  /** Answers bring what they made stale, read at any time between commit and delivery. */
  readonly isFlying?: boolean;
  /** Calls are shown before they are answered; some are refused. */
  readonly isOptimistic?: boolean;
  /** Calls whose answer was lost are sent again; the server keeps answers. */
  readonly isRetrying?: boolean;
  /** Nobody asks for a read and nothing is unmounted: each read beyond the first ones is extra. */
  readonly isQuiet?: boolean;
}

const CARDS = ["edit_card", "edit_card", "add_card", "delete_card"];
const ALL = [...CARDS, "rename_board", "touch_all", "touch_everything"];

const KINDS: readonly Kind[] = [
  {
    name: "merges only, nothing else is read",
    functions: [...CARDS, "rename_board"],
    isQuiet: true,
  },
  { name: "merges and invalidations", functions: ALL },
  { name: "late answers do arrive", functions: ALL, isDeafToAbort: true },
  { name: "answers are lost", functions: ALL, isLossy: true },
  { name: "answers bring what they made stale", functions: ALL, isFlying: true },
  {
    name: "the same, while others write and answers are lost",
    functions: ALL,
    isFlying: true,
    isLossy: true,
    hasOthers: true,
    isDeafToAbort: true,
  },
  { name: "others write meanwhile", functions: ALL, hasOthers: true },
  { name: "shown before they are answered", functions: ALL, isOptimistic: true },
  {
    name: "the same, while answers are lost or bring what they made stale",
    functions: ALL,
    isOptimistic: true,
    isFlying: true,
    isLossy: true,
  },
  {
    name: "every plugin at once, while answers are lost and others write",
    functions: ALL,
    isOptimistic: true,
    isRetrying: true,
    isFlying: true,
    isLossy: true,
    hasOthers: true,
  },
];

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] }));
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

function argsOf(server: Server, chance: Chance, step: number) {
  const board_id = 1 + chance.below(2);
  const ids = server.cardsOf(board_id).map(({ id }) => id);
  return {
    board_id,
    id: ids.length ? chance.pick(ids) : 0,
    title: chance.next() < 0.1 ? "refused" : `title ${step}`,
    name: chance.pick(["Alder", "alder", "Birch", "Zelkova 🌲", "Ébène"]),
  };
}

/** What a call might be expected to do: right or wrong, it must leave nothing behind. */
const expected = ({ board_id, id, title }: ReturnType<typeof argsOf>) =>
  update(boardContext, { board_id }, (board) => ({
    ...board,
    cards: board.cards.map((card) => (card.id === id ? { ...card, title } : card)),
    counts: { ...board.counts, total: board.counts.total + 1 },
  }));

/** Runs one schedule; what is wrong with its last screen, and how much was read for how many calls. */
async function runSchedule(seed: number, kind: Kind) {
  const chance = createChance(seed);
  vi.spyOn(Math, "random").mockImplementation(chance.next);
  const server = new Server();
  server.isDeafToAbort = kind.isDeafToAbort ?? false;
  server.isFlying = kind.isFlying ?? false;
  server.isIdempotent = kind.isRetrying ?? false;
  const plugins = [
    ...(kind.isOptimistic ? [optimisticUpdates()] : []),
    ...(kind.isRetrying ? [readOptions(), retries(), events()] : []),
  ];
  const { client, drain } = createBench({ plugins }, server);
  const witness = new Witness();
  const places = [1, 2].map((board_id) => client.registerContext(boardContext, { board_id }));
  const list = client.registerContext(boardsContext);
  const handles = [...places, list];
  const ends = new Map<object, () => void>();
  const mount = (handle: (typeof handles)[number]) => {
    if (!ends.has(handle))
      ends.set(
        handle,
        handle.subscribe(() => {}),
      );
  };

  function deliver(request: Request) {
    if (!request.answer) server.commit(request);
    witness.sees(request, request.isAborted);
    server.deliver(request);
  }

  const pendingOf = (isCommitted: boolean) =>
    server.pending.filter(({ answer }) => !!answer === isCommitted);

  const actions: [weight: number, act: (step: number) => void][] = [
    [
      5,
      (step) => {
        const args = argsOf(server, chance, step);
        const options = kind.isOptimistic ? { optimistic: expected(args) } : {};
        void client.attempt(chance.pick(kind.functions), args, options);
      },
    ],
    [6, () => pendingOf(false)[0] && server.commit(chance.pick(pendingOf(false)))],
    [6, () => pendingOf(true)[0] && deliver(chance.pick(pendingOf(true)))],
    [kind.isFlying ? 3 : 0, () => pendingOf(true)[0] && server.fly(chance.pick(pendingOf(true)))],
    [kind.isQuiet ? 0 : 2, () => chance.pick(handles).refetch()],
    [kind.isQuiet ? 0 : 1, () => mount(chance.pick(handles))],
    [kind.isQuiet ? 0 : 1, () => unmount(chance.pick(handles))],
    [kind.isLossy ? 1 : 0, () => server.pending[0] && server.lose(chance.pick(server.pending))],
    [
      kind.hasOthers ? 2 : 0,
      (step) => void server.change(chance.pick(CARDS), argsOf(server, chance, step)),
    ],
    [1, () => void vi.advanceTimersByTime(chance.pick([0, 500, 5_000, 40_000]))],
  ];
  const wheel = actions.flatMap(([weight, act]) => Array.from({ length: weight }, () => act));

  function unmount(handle: (typeof handles)[number]) {
    ends.get(handle)?.();
    ends.delete(handle);
  }

  handles.forEach(mount);
  if (chance.next() < 0.8) await drain();
  const before = server.count("ctx");
  for (let step = 0; step < STEPS; step++) {
    chance.pick(wheel)(step);
    await settled();
  }
  handles.forEach(mount);
  for (
    let round = 0;
    round < 20 && (round < 2 || server.pending[0] || vi.getTimerCount());
    round++
  ) {
    for (await settled(); server.pending[0]; await settled()) deliver(chance.pick(server.pending));
    vi.advanceTimersByTime(60_000);
  }
  const reads = server.count("ctx") - before;
  const complaints: string[] = [];
  const check = (name: string, shown: unknown, right: unknown) => {
    if (JSON.stringify(shown) !== JSON.stringify(right))
      complaints.push(`${name}: ${JSON.stringify(shown)} instead of ${JSON.stringify(right)}`);
  };
  const checkAll = () => {
    for (const [index, place] of places.entries())
      check(`board ${index + 1}`, place.getState().data, server.bundle("board", index + 1));
    check("boards", list.getState().data, server.bundle("boards"));
  };
  if (!kind.hasOthers) checkAll();
  else {
    for (const place of places)
      complaints.push(...witness.complaints(place.getState().data as BoardBundle));
    for (const handle of handles) handle.refetch();
    await drain();
    checkAll();
  }
  for (const handle of handles) handle.unregister();
  vi.clearAllTimers();
  const calls = server.log.filter((line) => /^[a-z]/.test(line)).length;
  return { complaints, reads, calls };
}

const report: string[] = [];

test.for(KINDS)("$name", { timeout: 60_000 }, async (kind) => {
  const count = SCHEDULES / KINDS.length;
  let reads = 0;
  let calls = 0;
  for (let seed = 1; seed <= count; seed++) {
    const found = await runSchedule(seed, kind);
    expect(found.complaints, `seed ${seed}`).toEqual([]);
    reads += found.reads;
    calls += found.calls;
  }
  expect(calls).toBeGreaterThan(count);
  const per = (total: number) => (total / count).toFixed(2);
  report.push(`${kind.name}: ${per(reads)} reads, ${per(calls)} calls a schedule`);
});

afterAll(() => console.log(`${SCHEDULES} schedules\n${report.join("\n")}`));
