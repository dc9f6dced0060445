/**
 * What every adapter does for a person at a page: one table of scenarios, run by React, Vue and
 * Svelte. An adapter brings components that show a `Tree`; the rest is the same for all.
 */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Client, ClientOptions } from "../src/index";
import { events } from "../src/plugins/events";
import { optimisticUpdates, update } from "../src/plugins/optimistic";
import { readOptions } from "../src/plugins/options";
import { prefetch } from "../src/plugins/prefetch";
import { retries } from "../src/plugins/retries";
import { tabs } from "../src/plugins/tabs";
import { FakeChannel } from "./channel";
import { boardContext } from "./contexts";
import { interleavings, run, SCENARIOS, type Stage } from "./scenarios";
import { type BoardBundle, Server } from "./server";
import { type Bench, createBench } from "./support";

export type ReadName = "bundle" | "cards" | "counts" | "summary" | "name" | "search";
export type CallName = "deleteCard" | "editCard" | "signIn" | "signOut" | "touchAll";

/** One component: it shows a read, calls a function, or says which board is meant. */
export type Tree =
  | {
      readonly read: ReadName;
      readonly params?: object;
      readonly options?: object;
      readonly isWatching?: boolean;
    }
  | { readonly call: CallName; readonly args?: object; readonly options?: object }
  /** Pages of the feed: a button that reads one more. */
  | { readonly infinite: true }
  /** What is shown in place of trees that have thrown: a button with the error's code that resets. */
  | { readonly boundary: readonly Tree[] }
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

/** What a component shows of the feed. */
export const textOfFeed = ({
  data,
  hasNextPage,
  isFetchingNextPage,
  status,
}: {
  data: { pages: readonly { rows: readonly number[] }[] } | undefined;
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  status: string;
}) =>
  JSON.stringify({
    data: data?.pages.flatMap(({ rows }) => rows),
    hasNextPage,
    isFetchingNextPage,
    status,
  });

/** What a boundary shows of an error. */
export const textOfCaught = (error: unknown) =>
  JSON.stringify({ caught: (error as { code?: string }).code ?? String(error) });

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
  beforeEach(() => {
    FakeChannel.open.length = 0;
    vi.stubGlobal("BroadcastChannel", FakeChannel);
  });
  afterEach(async () => {
    for (const page of pages.splice(0)) await page.close();
    vi.restoreAllMocks();
    vi.useRealTimers();
  });

  function open(server = new Server(), options: Partial<ClientOptions> = {}) {
    const bench = createBench(options, server);
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

  describe("options of reads", () => {
    const openOptioned = (defaults = {}) => open(undefined, { plugins: [readOptions(defaults)] });
    const board = (options: object, board_id = 1): Tree => ({
      read: "cards",
      params: { board_id },
      options,
    });
    const titles = (given: { title: string }[]) => given.map(({ title }) => title).join();

    test("enabled: false reads nothing, until refetch asks or it is true", async () => {
      const { show, drain, click, read, server } = openOptioned();
      await show([board({ enabled: false })]);
      await drain();
      expect(server.log).toEqual([]);
      expect(read(0)).toEqual({ status: "loading" });
      await click(0);
      await drain();
      expect(read(0).data).toHaveLength(3);
      await show([board({ enabled: false }, 2)]);
      await drain();
      expect(server.log).toHaveLength(1);
      await show([board({ enabled: true }, 2)]);
      await drain();
      expect(server.log).toHaveLength(2);
      expect(read(0).data).toHaveLength(3);
    });

    test("select: what is selected, of the newest function, follows merges", async () => {
      const { show, drain, read, act, client } = openOptioned();
      await show([board({ select: titles })]);
      await drain();
      expect(read(0).data).toBe("Card 1,Card 2,Card 3");
      await act(() => void client.call("edit_card", { board_id: 1, id: 11, title: "New" }));
      await drain();
      expect(read(0).data).toBe("New,Card 2,Card 3");
      await show([board({ select: (given: unknown[]) => given.length })]);
      await drain();
      expect(read(0).data).toBe(3);
    });

    test("placeholderData: a value, or what was shown before, until there is data", async () => {
      const { show, drain, read } = openOptioned();
      await show([board({ placeholderData: [] })]);
      expect(read(0)).toMatchObject({ status: "success", data: [] });
      await drain();
      expect(read(0).data).toHaveLength(3);
      const keep = { placeholderData: (previous: unknown) => previous };
      await show([board(keep)]);
      await drain();
      await show([board(keep, 2)]);
      expect(read(0).data).toEqual(cards("Card 1", "Card 2", "Card 3"));
      expect(JSON.stringify(read(0).data)).toContain('"id":11');
      await drain();
      expect(JSON.stringify(read(0).data)).toContain('"id":21');
    });

    test("placeholderData: never what somebody else has seen", async () => {
      const { show, drain, click, act, read, server } = openOptioned();
      await show([
        { read: "name", options: { placeholderData: (previous: unknown) => previous } },
        { call: "signIn", args: { username: "ada" } },
        { call: "signIn", args: { username: "bob" } },
      ]);
      await drain();
      await click(1);
      await drain();
      expect(read(0).data).toBe("ada");
      await click(3);
      await act(() => server.deliver(server.find("sign_in")));
      expect(read(0)).toEqual({ status: "loading" });
      await drain();
      expect(read(0).data).toBe("bob");
    });

    test("staleTime: what is younger is not read for a mount or the focus, what is older is", async () => {
      const now = vi.spyOn(performance, "now").mockReturnValue(10_000);
      const { show, drain, act, server } = openOptioned({ staleTime: 5_000 });
      const focus = () => act(() => window.dispatchEvent(new Event("focus")));
      await show([BOARD]);
      await drain();
      for (const [at, reads] of [
        [14_999, 1],
        [15_000, 2],
      ] as const) {
        now.mockReturnValue(at);
        await focus();
        await drain();
        expect(server.log, `focus at ${at}`).toHaveLength(reads);
      }
      await show([]);
      await show([BOARD]);
      await drain();
      expect(server.log).toHaveLength(2);
      await show([]);
      now.mockReturnValue(20_000);
      await show([BOARD]);
      await drain();
      expect(server.log).toHaveLength(3);
    });

    test.each([
      ["focus", "refetchOnWindowFocus"],
      ["visibilitychange", "refetchOnWindowFocus"],
      ["online", "refetchOnReconnect"],
    ])("%s: read again, unless %s is false or the page is hidden", async (type, name) => {
      const { show, drain, act, server } = openOptioned();
      const wake = async () => {
        await act(() =>
          (type === "visibilitychange" ? document : window).dispatchEvent(
            new Event(type, { bubbles: true }),
          ),
        );
        await drain();
      };
      await show([BOARD]);
      await drain();
      await wake();
      expect(server.log).toHaveLength(2);
      const hidden = vi.spyOn(document, "hidden", "get").mockReturnValue(true);
      await wake();
      expect(server.log).toHaveLength(2);
      hidden.mockRestore();
      await show([board({ [name]: false })]);
      await wake();
      expect(server.log).toHaveLength(2);
    });

    test("refetchInterval: again and again while it is shown and in front", async () => {
      vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
      const { show, drain, act, server } = openOptioned();
      const pass = async () => {
        await act(() => vi.advanceTimersByTime(1_000));
        await drain();
      };
      await show([board({ refetchInterval: 1_000 })]);
      await drain();
      await pass();
      await pass();
      expect(server.log).toHaveLength(3);
      const hidden = vi.spyOn(document, "hidden", "get").mockReturnValue(true);
      await pass();
      expect(server.log).toHaveLength(3);
      await show([board({ refetchInterval: 1_000, refetchIntervalInBackground: true })]);
      await pass();
      expect(server.log).toHaveLength(4);
      hidden.mockRestore();
      await show([board({ refetchInterval: false })]);
      await pass();
      expect(server.log).toHaveLength(4);
      expect(vi.getTimerCount()).toBe(0);
    });

    test("throwOnError: a boundary shows the error, and its reset reads again", async () => {
      vi.spyOn(console, "error").mockImplementation(() => {});
      vi.spyOn(console, "warn").mockImplementation(() => {});
      const { show, drain, act, click, read, server } = openOptioned();
      await show([{ boundary: [board({ throwOnError: true })] }]);
      await act(() => server.lose(server.find("ctx")));
      expect(read(0)).toEqual({ caught: "NETWORK_ERROR" });
      await click(0);
      expect(read(0)).toMatchObject({ status: "loading" });
      await drain();
      expect(read(0).data).toHaveLength(3);
      await click(0);
      await act(() => server.lose(server.find("ctx")));
      expect(read(0)).toMatchObject({ status: "error", error: "NETWORK_ERROR" });
      expect(read(0).data).toHaveLength(3);
    });

    test("what was prefetched is there at once", async () => {
      const { show, drain, act, read, client, server } = openOptioned();
      const before = act(() => void prefetch(client, boardContext, { board_id: 1 }));
      await before;
      await drain();
      expect(server.log).toHaveLength(1);
      await show([BOARD]);
      expect(read(0).data).toHaveLength(3);
      await drain();
      expect(server.log).toHaveLength(1);
    });

    test("pages: one after the other, each once, and all of them again", async () => {
      const { show, drain, click, read, server } = openOptioned();
      await show([{ infinite: true }]);
      expect(read(0)).toMatchObject({ status: "loading", hasNextPage: false });
      await drain();
      expect(read(0)).toMatchObject({ data: [1, 2, 3], hasNextPage: true });
      await click(0);
      expect(read(0)).toMatchObject({ data: [1, 2, 3], isFetchingNextPage: true });
      await drain();
      expect(read(0)).toMatchObject({ data: [1, 2, 3, 4, 5, 6], hasNextPage: true });
      await click(0);
      await drain();
      await click(0);
      await drain();
      expect(read(0)).toEqual({
        data: [1, 2, 3, 4, 5, 6, 7],
        hasNextPage: false,
        isFetchingNextPage: false,
        status: "success",
      });
      expect(server.log).toEqual(
        ["", "?after=3", "?after=6"].map((query) => `/api/ctx/feed/${query}`),
      );
    });
  });

  describe("options of calls", () => {
    const openOptimistic = (server = new Server()) =>
      open(server, { plugins: [optimisticUpdates()] });
    const shownTitles = (read: (index: number) => ReadShown) =>
      (read(0).data as { title: string }[] | undefined)?.map(({ title }) => title);

    test("optimistic: true shows a merge before the answer", async () => {
      const { show, drain, click, read, server } = openOptimistic();
      await show([
        BOARD,
        { ...EDIT, options: { optimistic: true } },
        { call: "deleteCard", args: { board_id: 1, id: 12 }, options: { optimistic: true } },
      ]);
      await drain();
      await click(1);
      expect(shownTitles(read)).toEqual(["New", "Card 2", "Card 3"]);
      await click(3);
      expect(shownTitles(read)).toEqual(["New", "Card 3"]);
      const reads = server.count("ctx");
      await drain();
      expect(shownTitles(read)).toEqual(["New", "Card 3"]);
      expect(server.count("ctx")).toBeLessThanOrEqual(reads + 1);
    });

    test("optimistic: what was refused is taken back, and the error is told", async () => {
      const { show, drain, click, act, read, text, server } = openOptimistic();
      await show([BOARD, { ...EDIT, options: { optimistic: true } }]);
      await drain();
      server.cardsOf(1).shift();
      await click(1);
      expect(shownTitles(read)).toEqual(["New", "Card 2", "Card 3"]);
      await act(() => server.deliver(server.find("edit_card")));
      expect(shownTitles(read)).toEqual(["Card 1", "Card 2", "Card 3"]);
      expect(text(1)).toBe("REFUSED");
    });

    test("optimistic: an update of one's own stays until the read after it has landed", async () => {
      const { show, drain, click, act, read, server } = openOptimistic();
      const optimistic = update(boardContext, { board_id: 1 }, (shown) => ({
        ...shown,
        cards: shown.cards.map((card) => ({ ...card, title: "x" })),
      }));
      await show([
        BOARD,
        { call: "touchAll", args: { board_id: 1, title: "x" }, options: { optimistic } },
      ]);
      await drain();
      const seen = new Set<string>();
      await click(1);
      const look = () => seen.add(String(shownTitles(read)));
      look();
      await act(() => server.deliver(server.find("touch_all")));
      look();
      await drain();
      look();
      expect([...seen]).toEqual(["x,x,x"]);
      expect((read(0).data as { version: number }[])[0]?.version).toBeGreaterThan(0);
    });

    test("signal: an abort ends the call, and says so", async () => {
      const { show, drain, click, act, text } = open();
      const controller = new AbortController();
      await show([{ ...EDIT, options: { signal: controller.signal } }]);
      await drain();
      await click(0);
      expect(text(0)).toBe("pending");
      await act(() => controller.abort());
      expect(text(0)).toBe("ABORTED");
    });
  });

  describe("what a client can do besides", () => {
    const openRetrying = (options = {}) => {
      const server = new Server();
      server.isIdempotent = true;
      return open(server, {
        plugins: [retries({ retryDelay: () => 1, ...options }), readOptions()],
      });
    };
    const wait = () => new Promise((resolve) => setTimeout(resolve, 5));

    test("a call whose answer is lost after the commit takes effect once", async () => {
      const { show, drain, click, act, read, text, server } = openRetrying();
      await show([BOARD, EDIT]);
      await drain();
      await click(1);
      const first = server.find("edit_card");
      server.commit(first);
      const commits = server.commits;
      await act(() => server.lose(first));
      expect(text(1)).toBe("pending");
      await act(wait);
      expect(server.find("edit_card").idempotencyKey).toBe(first.idempotencyKey);
      await drain();
      expect(server.commits).toBe(commits);
      expect(text(1)).toContain('"title":"New"');
      expect(read(0).data).toEqual(cards("New", "Card 2", "Card 3"));
    });

    test("after retry tries the call has failed", async () => {
      const { show, drain, click, act, text, server } = openRetrying({ retry: 2 });
      await show([EDIT]);
      await drain();
      await click(0);
      for (let attempt = 0; attempt < 3; attempt++) {
        expect(text(0)).toBe("pending");
        await act(() => server.lose(server.find("edit_card")));
        await act(wait);
      }
      expect(text(0)).toBe("NETWORK_ERROR");
      expect(server.count("edit_card")).toBe(3);
    });

    test("a read that fails is tried again by itself", async () => {
      const { show, drain, act, read, server } = openRetrying();
      await show([BOARD]);
      await act(() => server.lose(server.find("ctx")));
      await act(wait);
      await drain();
      expect(read(0).data).toHaveLength(3);
    });

    test("without a network reads and calls wait, and go on when it is back", async () => {
      const onLine = vi.spyOn(navigator, "onLine", "get").mockReturnValue(true);
      const { show, drain, click, act, read, text, server } = openRetrying();
      await show([BOARD, EDIT]);
      await drain();
      onLine.mockReturnValue(false);
      await click(0);
      await click(1);
      for (const request of [...server.pending]) await act(() => server.lose(request));
      await act(wait);
      expect(server.pending).toEqual([]);
      expect(read(0)).toMatchObject({
        status: "success",
        data: cards("Card 1", "Card 2", "Card 3"),
      });
      expect(text(1)).toBe("pending");
      onLine.mockReturnValue(true);
      await act(() => window.dispatchEvent(new Event("online")));
      await drain();
      expect(text(1)).toContain('"title":"New"');
      expect(read(0).data).toEqual(cards("New", "Card 2", "Card 3"));
    });

    test("other tabs of the same person show a change without a request", async () => {
      const server = new Server();
      const [here, there] = [1, 2].map(() => open(server, { plugins: [tabs()] }));
      if (!here || !there) throw new Error("two tabs");
      await here.show([BOARD, EDIT]);
      await there.show([BOARD, EDIT]);
      await here.drain();
      await there.drain();
      const reads = server.count("ctx");
      await here.click(1);
      await here.drain();
      await there.drain();
      expect(here.read(0).data).toEqual(cards("New", "Card 2", "Card 3"));
      expect(there.read(0).data).toEqual(cards("New", "Card 2", "Card 3"));
      expect(server.count("ctx")).toBe(reads);
      expect(server.count("edit_card")).toBe(1);
    });

    test("onEvent hears of requests, answers and what they changed", async () => {
      const heard: string[] = [];
      const { show, drain, click } = open(new Server(), {
        plugins: [events()],
        onEvent: (event) => {
          const { type, path, fn } = event as { type: string; path?: string; fn?: string };
          heard.push([type, path, fn].filter(Boolean).join(" "));
        },
      });
      await show([BOARD, EDIT]);
      await drain();
      heard.length = 0;
      await click(1);
      await drain();
      expect(heard).toEqual(["request call/ edit_card", "answer call/ edit_card"]);
    });
  });

  describe("races", () => {
    test.for(SCENARIOS)("$name", { timeout: 60_000 }, async (scenario) => {
      const orders = [...interleavings(scenario.parties.map((steps) => steps.length))];
      // Every order runs against the kernel; here every seventh of the long ones will do.
      const some = orders.filter((_, index) => orders.length < 50 || index % 7 === 0);
      for (const order of some) {
        const plugins = [readOptions(), optimisticUpdates(), retries(), tabs()];
        const stage = stageOf(open(undefined, { plugins }));
        expect(await run(stage, scenario, order), `order ${order.join("")}`).toEqual([]);
        for (const page of pages.splice(0)) await page.close();
      }
      expect(some.length).toBeGreaterThan(3);
    });
  });
}

interface ReadShown {
  readonly caught?: string;
  readonly hasNextPage?: boolean;
  readonly isFetchingNextPage?: boolean;
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
      call: (fn, args, options) => fire(() => void client.attempt(fn, args, options)),
      settle: () => act(() => {}),
    },
  };
}
