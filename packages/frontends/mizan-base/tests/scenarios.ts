/**
 * The races of Protocol §5 for every adapter: a table of parties whose steps are run in every order.
 * An adapter brings a driver that shows instances and makes calls in its own way.
 */
import type { CallOptions } from "../src/index";
import { update } from "../src/plugins/optimistic";
import { boardContext } from "./contexts";
import type { BoardBundle, Request, Server } from "./server";

export interface Shown {
  /** What a person sees now. */
  bundle(): BoardBundle | undefined;
  refetch(): void;
  unmount(): void;
}

export interface Driver {
  /** Shows the board. */
  mount(board_id: number): Shown;
  /** Calls a function. Never rejects. */
  call(fn: string, args: Record<string, unknown>, options?: CallOptions): void;
  /** Everything that can happen without the network has happened, also on the screen. */
  settle(): Promise<void>;
}

/** What the steps of a scenario act upon. */
export interface Stage {
  readonly server: Server;
  readonly driver: Driver;
  screen: Shown | undefined;
  /** The reads that parties have caught. */
  readonly sent: Map<string, Request>;
}

/** One step of a party; parties interleave, the steps of one stay in order. */
type Step = (stage: Stage) => void;

export interface Scenario {
  readonly name: string;
  /** Whether the board is on the screen, read, before the race. */
  readonly isLoaded: boolean;
  readonly parties: readonly (readonly Step[])[];
}

/** The request of a party: of a call by its tag, of a read as it was caught. */
const requestOf = ({ server, sent }: Stage, party: string) =>
  server.pending.find(({ args }) => args["party"] === party) ?? sent.get(party);

const send =
  (party: string, fn: string, args: Record<string, unknown>): Step =>
  ({ driver }) =>
    driver.call(fn, { board_id: 1, party, ...args });

const commit =
  (party: string): Step =>
  (stage) => {
    const request = requestOf(stage, party);
    if (request && !request.isOver && !request.answer) stage.server.commit(request);
  };

const deliver =
  (party: string): Step =>
  (stage) => {
    const request = requestOf(stage, party);
    if (request && !request.isOver) stage.server.deliver(request);
  };

const call = (party: string, fn: string, args: Record<string, unknown>): Step[] => [
  send(party, fn, args),
  commit(party),
  deliver(party),
];

/** A read, caught by its party once it is out: the newest one that is under way. */
const read = (party: string, begin: Step): Step[] => [
  begin,
  (stage) => {
    const request = stage.server.pending.filter(({ kind }) => kind === "read").at(-1);
    if (request) stage.sent.set(party, request);
    commit(party)(stage);
  },
  deliver(party),
];

const mount: Step = (stage) => {
  stage.screen = stage.driver.mount(1);
};

const refetch: Step = ({ screen }) => screen?.refetch();

/** Somebody else writes, and the client hears nothing of it. */
const foreign =
  (fn: string, args: Record<string, unknown>): Step =>
  ({ server }) => {
    server.change(fn, { board_id: 1, ...args });
  };

const edit = (party: string, id: number, title: string) => call(party, "edit_card", { id, title });

/** The same, shown before it is answered. */
const editAhead = (party: string, id: number, title: string): Step[] => [
  ({ driver }) =>
    driver.call(
      "edit_card",
      { board_id: 1, party, id, title },
      {
        optimistic: update(boardContext, { board_id: 1 }, (board) => ({
          ...board,
          cards: board.cards.map((card) => (card.id === id ? { ...card, title } : card)),
        })),
      },
    ),
  commit(party),
  deliver(party),
];

export const SCENARIOS: readonly Scenario[] = [
  {
    name: "A1: first load under way, an invalidation comes, the old read lands",
    isLoaded: false,
    parties: [read("R", mount), call("X", "touch_all", { title: "x" })],
  },
  {
    name: "A2: re-read under way, a merge is applied, the old read lands",
    isLoaded: true,
    parties: [read("R", refetch), edit("X", 11, "x")],
  },
  {
    name: "A3: two re-reads land in reverse",
    isLoaded: true,
    parties: [read("R", refetch), call("X", "touch_all", { title: "x" }), read("S", refetch)],
  },
  {
    name: "A4: a read starts during a call and lands after it",
    isLoaded: true,
    parties: [call("X", "add_card", { title: "x" }), read("R", refetch)],
  },
  {
    name: "A5: my call commits, another's commits, my read lands, then my answer",
    isLoaded: true,
    parties: [
      edit("X", 11, "mine"),
      [foreign("edit_card", { id: 11, title: "another's" })],
      read("R", refetch),
    ],
  },
  {
    name: "B1: two calls on one row, answers swapped",
    isLoaded: true,
    parties: [edit("X", 11, "x"), edit("Y", 11, "y")],
  },
  {
    name: "B2: two rows, answers swapped: both kept",
    isLoaded: true,
    parties: [edit("X", 11, "x"), edit("Y", 12, "y")],
  },
  {
    name: "B3: two optimistic calls, one fails",
    isLoaded: true,
    parties: [editAhead("X", 11, "x"), editAhead("Y", 12, "refused")],
  },
  {
    name: "B4: two optimistic calls on one row, the first fails",
    isLoaded: true,
    parties: [editAhead("X", 11, "refused"), editAhead("Y", 11, "y")],
  },
  {
    name: "an optimistic call, and a read that lands meanwhile",
    isLoaded: true,
    parties: [editAhead("X", 11, "x"), read("R", refetch)],
  },
  {
    name: "two rows are added at one end, answers swapped",
    isLoaded: true,
    parties: [call("X", "add_card", { title: "x" }), call("Y", "add_card", { title: "y" })],
  },
  {
    name: "one row is edited and deleted, answers swapped",
    isLoaded: true,
    parties: [edit("X", 11, "x"), call("Y", "delete_card", { id: 11 })],
  },
  {
    name: "a merge and an invalidation, answers swapped",
    isLoaded: true,
    parties: [edit("X", 11, "x"), call("Y", "touch_all", { title: "y" })],
  },
  {
    name: "a merge for a board whose first load is under way",
    isLoaded: false,
    parties: [read("R", mount), edit("X", 11, "x")],
  },
];

/** Every order of the parties' steps in which each party's own steps stay in order. */
export function* interleavings(lengths: readonly number[]): Generator<number[]> {
  if (lengths.every((length) => length === 0)) yield [];
  for (const [party, length] of lengths.entries()) {
    if (!length) continue;
    const rest = lengths.map((other, index) => (index === party ? other - 1 : other));
    for (const order of interleavings(rest)) yield [party, ...order];
  }
}

const dataOf = ({ data }: { data: Partial<BoardBundle> }) => data;

/**
 * What is shown may be behind what nobody told the client, but never behind what it was told, and
 * never lack what it was told: each card and slot at least as new as the newest answer that held it.
 */
export class Witness {
  private readonly newest = new Map<string, number>();
  private readonly gone = new Set<number>();

  /** To be called before each delivery. */
  sees(request: Request, isVoid: boolean) {
    const body = request.answer?.body;
    if (isVoid || typeof body !== "object" || !request.url) return;
    const { bundles = [] } = body as { bundles?: { data: Partial<BoardBundle> }[] };
    for (const { cards, summary } of [body as Partial<BoardBundle>, ...bundles.map(dataOf)]) {
      for (const card of cards ?? []) this.know(`card ${card.id}`, card.version);
      if (summary) this.know(`board ${summary.id}`, summary.version);
    }
    const { fn, args } = request;
    const { result } = body as { result?: { id: number; version: number } };
    if (result && /_card$/.test(fn) && fn !== "delete_card")
      this.know(`card ${result.id}`, result.version);
    if (fn === "rename_board" && result) this.know(`board ${result.id}`, result.version);
    if (fn === "delete_card" && "result" in body) this.gone.add(Number(args["id"]));
  }

  private know(name: string, version: number) {
    this.newest.set(name, Math.max(version, this.newest.get(name) ?? 0));
  }

  /** What is wrong with a screen, if anything is. */
  complaints({ cards, summary }: BoardBundle): string[] {
    const isOld = (name: string, version: number) => version < (this.newest.get(name) ?? 0);
    const found = cards.flatMap(({ id, version }) => [
      ...(isOld(`card ${id}`, version) ? [`card ${id} has gone back to ${version}`] : []),
      ...(this.gone.has(id) ? [`card ${id} has come back`] : []),
    ]);
    if (isOld(`board ${summary.id}`, summary.version)) found.push("the board has gone back");
    return found;
  }
}

/** Lets everything that is under way come to its end. */
export async function drain({ server, driver }: Stage, witness?: Witness) {
  for (await driver.settle(); server.pending[0]; await driver.settle()) {
    const [request] = server.pending;
    if (!request.answer) server.commit(request);
    witness?.sees(request, request.isAborted);
    server.deliver(request);
  }
}

/** Runs one order of a scenario to its end and says what is wrong with the last screen. */
export async function run(stage: Stage, { parties, isLoaded }: Scenario, order: readonly number[]) {
  const witness = new Witness();
  const isForeign = parties.some((steps) => steps.length === 1);
  const { server, driver } = stage;
  const deliverThen = server.deliver;
  server.deliver = function (request) {
    if (!request.answer) this.commit(request);
    witness.sees(request, request.isAborted);
    deliverThen.call(this, request);
  };
  driver.call("touch_everything", { board_id: 1 });
  if (isLoaded) mount(stage);
  await drain(stage);
  const next = parties.map(() => 0);
  for (const party of order) {
    const step = next[party] ?? 0;
    next[party] = step + 1;
    parties[party]?.[step]?.(stage);
    await driver.settle();
  }
  await drain(stage);
  const shown = stage.screen?.bundle();
  if (!shown) return ["nothing is shown"];
  if (isForeign) return witness.complaints(shown);
  const right = JSON.stringify(server.bundle("board", 1));
  return JSON.stringify(shown) === right
    ? []
    : [`shown ${JSON.stringify(shown)} instead of ${right}`];
}
