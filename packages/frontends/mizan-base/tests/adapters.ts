/**
 * What every adapter does for a person at a page: one table of scenarios, run by React, Vue and
 * Svelte. An adapter brings components that show a `Tree`; the rest is the same for all.
 */
import { afterEach, describe, expect, test, vi } from "vitest";
import type { Client } from "../src/index";
import { interleavings, run, SCENARIOS, type Stage } from "./scenarios";
import { type BoardBundle, Server } from "./server";
import { type Bench, createBench } from "./support";

export type ReadName = "bundle" | "cards" | "counts" | "summary" | "name" | "search";
export type CallName = "editCard" | "signIn" | "signOut";

/** One component: it shows a read, calls a function, or says which board is meant. */
export type Tree =
  | { readonly read: ReadName; readonly params?: object; readonly isWatching?: boolean }
  | { readonly call: CallName; readonly args?: object }
  | { readonly board_id: number; readonly trees: readonly Tree[] };

/** What a component shows of a read: the text of a button that reads again. */
export const textOfRead = (
  { data, status, error }: { data: unknown; status: string; error: { code: string } | undefined },
  isFetching?: boolean,
) => JSON.stringify({ data, status, error: error?.code, isFetching });

/** What a component shows of its calls: the text of a button that calls. Another one resets. */
export const textOfCall = ({
  isPending,
  error,
  data,
}: {
  isPending: boolean;
  error: { code: string } | undefined;
  data: unknown;
}) =>
  isPending ? "pending" : (error?.code ?? (data === undefined ? "rest" : JSON.stringify(data)));

/** A page of one adapter. */
export interface Page {
  readonly container: HTMLElement;
  show(trees: readonly Tree[]): void | Promise<void>;
  /** Does something and waits until it is on the screen. */
  act(work: () => unknown): Promise<void>;
  /** Does something that nobody waits for. */
  fire(work: () => void): void;
  close(): void | Promise<void>;
}
export type OpenPage = (client: Client) => Page;

const cards = (...titles: string[]) => titles.map((title) => expect.objectContaining({ title }));
const BOARD: Tree = { read: "cards", params: { board_id: 1 } };
const EDIT: Tree = { call: "editCard", args: { board_id: 1, id: 11, title: "New" } };
const REFUSED: Tree = { call: "editCard", args: { board_id: 1, id: 99, title: "New" } };

export function describeAdapter(openPage: OpenPage): void {
  const pages: Page[] = [];
  afterEach(async () => {
    for (const page of pages.splice(0)) await page.close();
    vi.restoreAllMocks();
  });

  function open(server = new Server()) {
    const bench = createBench({}, server);
    const page = openPage(bench.client);
    pages.push(page);
    return { ...bench, ...page, ...screenOf(page, bench) };
  }

  describe("params", () => {
    test("are those of the nearest Provider", async () => {
      const { show, drain, read } = open();
      const name: Tree = { read: "summary" };
      await show([{ board_id: 1, trees: [name, { board_id: 2, trees: [name, BOARD] }] }]);
      await drain();
      expect(read(0).data).toMatchObject({ name: "Board 1" });
      expect(read(1).data).toMatchObject({ name: "Board 2" });
      expect(read(2).data).toEqual(cards("Card 1", "Card 2", "Card 3"));
    });

    test("of a Provider may change", async () => {
      const { show, drain, read, server } = open();
      for (const board_id of [1, 2, 1]) {
        await show([{ board_id, trees: [{ read: "summary" }] }]);
        await drain();
        expect(read(0).data).toMatchObject({ name: `Board ${board_id}` });
      }
      expect(server.log).toHaveLength(2);
    });

    test("that all have a default need none", async () => {
      const { show, drain, read, server } = open();
      await show([{ read: "search" }]);
      await drain();
      expect(read(0).data).toHaveLength(2);
      expect(server.log).toEqual(["/api/ctx/boards/"]);
    });

    test("may change", async () => {
      const { show, drain, read, server } = open();
      await show([BOARD]);
      await drain();
      server.cardsOf(2).pop();
      await show([{ read: "cards", params: { board_id: 2 } }]);
      expect(read(0).status).toBe("loading");
      await drain();
      expect(read(0).data).toEqual(cards("Card 1", "Card 2"));
      await show([BOARD]);
      expect(read(0).data).toEqual(cards("Card 1", "Card 2", "Card 3"));
      expect(server.log).toHaveLength(2);
    });
  });

  describe("reads", () => {
    test("of one instance share a request", async () => {
      const { show, drain, read, server } = open();
      await show([BOARD, BOARD, { read: "counts", params: { board_id: 1 } }]);
      expect(read(0)).toEqual({ status: "loading" });
      await drain();
      expect(read(1).data).toEqual(cards("Card 1", "Card 2", "Card 3"));
      expect(server.log).toEqual(["/api/ctx/board/?board_id=1"]);
    });

    test("that nobody shows any more are aborted", async () => {
      const { show, act, server } = open();
      await show([BOARD]);
      await act(() => {});
      const request = server.find("ctx");
      await show([]);
      await act(() => new Promise((resolve) => setTimeout(resolve, 5)));
      expect(request.isOver).toBe(true);
    });

    test("say that they fetch to those who ask", async () => {
      const { show, drain, act, read, client } = open();
      await show([{ ...BOARD, isWatching: true } as Tree]);
      await drain();
      expect(read(0).isFetching).toBe(false);
      await act(() => void client.call("touch_all", { board_id: 1, title: "x" }));
      await act(async () => {});
      await drain();
      expect(read(0)).toMatchObject({ isFetching: false, data: cards("x", "x", "x") });
    });

    test("keep what is on the screen when they fail, and can be tried again", async () => {
      const { show, drain, click, act, read, server } = open();
      await show([BOARD]);
      await drain();
      await click(0);
      await act(() => server.lose(server.find("ctx")));
      expect(read(0)).toMatchObject({ status: "error", error: "NETWORK_ERROR" });
      expect(read(0).data).toHaveLength(3);
      await click(0);
      await drain();
      expect(read(0)).toMatchObject({
        status: "success",
        data: cards("Card 1", "Card 2", "Card 3"),
      });
    });
  });

  describe("calls", () => {
    test("go from rest to pending to a result, or an error, and back", async () => {
      const { show, drain, click, text } = open();
      await show([EDIT, REFUSED]);
      await drain();
      expect(text(0)).toBe("rest");
      await click(0);
      expect(text(0)).toBe("pending");
      await drain();
      expect(text(0)).toContain('"title":"New"');
      await click(2);
      await drain();
      expect(text(2)).toBe("REFUSED");
      await click(3);
      expect(text(2)).toBe("rest");
    });

    test("that end after their component is gone harm nobody", async () => {
      const complain = vi.spyOn(console, "error");
      const { show, drain, click, server } = open();
      await show([EDIT]);
      await drain();
      await click(0);
      await show([]);
      await drain();
      expect(server.cardsOf(1)[0]?.title).toBe("New");
      expect(complain).not.toHaveBeenCalled();
    });

    test("are one request between the click and the screen", async () => {
      const { show, drain, click, read, server } = open();
      await show([BOARD, EDIT]);
      await drain();
      const before = server.log.length;
      await click(1);
      await drain();
      expect(server.log.slice(before)).toEqual(["edit_card"]);
      expect(read(0).data).toEqual(cards("New", "Card 2", "Card 3"));
    });
  });

  test("somebody else signs in: nothing of before is on the screen", async () => {
    const { show, drain, click, read } = open();
    await show([
      { read: "name" },
      { call: "signIn", args: { username: "ada" } },
      { call: "signOut" },
      { call: "signIn", args: { username: "bob" } },
    ]);
    await drain();
    for (const [button, name] of [
      [1, "ada"],
      [3, ""],
      [5, "bob"],
    ] as const) {
      await click(button);
      await drain();
      expect(read(0).data).toBe(name);
    }
  });

  describe("races", () => {
    test.for(SCENARIOS)("$name", { timeout: 60_000 }, async (scenario) => {
      const orders = [...interleavings(scenario.parties.map((steps) => steps.length))];
      // Every order runs against the kernel; here every seventh of the long ones will do.
      const some = orders.filter((_, index) => orders.length < 50 || index % 7 === 0);
      for (const order of some) {
        const stage = stageOf(open());
        expect(await run(stage, scenario, order), `order ${order.join("")}`).toEqual([]);
        for (const page of pages.splice(0)) await page.close();
      }
      expect(some.length).toBeGreaterThan(3);
    });
  });
}

interface ReadShown {
  readonly data?: unknown;
  readonly status: string;
  readonly error?: string;
  readonly isFetching?: boolean;
}

/** What a person sees and does, by the number of the button. */
function screenOf({ container, act }: Page, bench: Bench) {
  const button = (index: number) => container.querySelectorAll("button")[index];
  const text = (index: number) => button(index)?.textContent ?? "";
  return {
    text,
    read: (index: number) => JSON.parse(text(index)) as ReadShown,
    press: (index: number) => button(index)?.click(),
    click: (index: number) => act(() => button(index)?.click()),
    drain: () => act(() => bench.drain()),
  };
}

const SLOTS = ["cards", "counts", "summary"] as const;

function stageOf({
  server,
  client,
  show,
  act,
  fire,
  read,
  press,
}: Bench & Page & ReturnType<typeof screenOf>): Stage {
  return {
    server,
    screen: undefined,
    sent: new Map(),
    driver: {
      mount(board_id) {
        void show(SLOTS.map((slot) => ({ read: slot, params: { board_id } })));
        return {
          bundle: () =>
            read(0).data === undefined
              ? undefined
              : (Object.fromEntries(
                  SLOTS.map((slot, index) => [slot, read(index).data]),
                ) as unknown as BoardBundle),
          refetch: () => fire(() => press(0)),
          unmount: () => void show([]),
        };
      },
      call: (fn, args) => void client.call(fn, args).catch(() => {}),
      settle: () => act(() => {}),
    },
  };
}
