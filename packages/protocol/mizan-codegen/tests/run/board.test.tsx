/** The board's generated client at work: what it sends, what it shows, what it makes of answers. */

import { createClient } from "@mizan/base";
import { MizanProvider } from "@mizan/react";
import { act, type ReactNode } from "react";
import { createRoot } from "react-dom/client";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  addCardFunction,
  BoardProvider,
  boardContext,
  build,
  useAddCard,
  useBoardCards,
  useBoardCounts,
  useBoards,
} from "../golden/board/react/index.gen";

const BUNDLES: Record<string, unknown> = {
  "/api/mizan/ctx/board/?board_id=5": {
    board_cards: [{ id: 1, title: "First", note: "", is_done: false }],
    board_counts: { total: 1, done: 0 },
    board_summary: { id: 5, name: "Board", is_public: true, is_mine: false },
  },
  "/api/mizan/ctx/boards/": {
    boards: [{ id: 5, name: "Board", is_public: true, is_mine: false }],
  },
  "/api/mizan/session/": { csrf: "token", idempotency: false },
};
const ADDED = {
  result: {
    card: { id: 2, title: "Second", note: "", is_done: false },
    counts: { total: 2, done: 0 },
  },
  merge: [
    {
      context: "board",
      params: { board_id: 5 },
      slot: "board_cards",
      op: "upsert",
      key: "id",
      value: { id: 2, title: "Second", note: "", is_done: false },
    },
    {
      context: "board",
      params: { board_id: 5 },
      slot: "board_counts",
      op: "replace",
      value: { total: 2, done: 0 },
    },
  ],
};
const REFUSED = {
  error: {
    code: "DUPLICATE_CARD",
    message: "There is one already.",
    details: [{ path: ["title"], message: "There is one already.", type: "duplicate" }],
  },
};

let requests: string[];
let calls: unknown[];
let answerToCalls: { status: number; body: unknown };

function json(body: unknown, status = 200) {
  const headers = { "content-type": "application/json", "x-mizan-build": build, "x-mizan-who": "" };
  return new Response(JSON.stringify(body), { status, headers });
}

async function fakeFetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const { method, url } = new Request(new URL(String(input), "http://localhost"), init);
  const { pathname, search } = new URL(url);
  requests.push(`${method} ${pathname}${search}`);
  if (method === "GET") return json(BUNDLES[pathname + search]);
  calls.push(JSON.parse(String(init?.body)));
  return json(answerToCalls.body, answerToCalls.status);
}

const newClient = () => createClient({ base: "/api/mizan/", build, fetch: fakeFetch });

beforeEach(() => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });
  requests = [];
  calls = [];
  answerToCalls = { status: 200, body: ADDED };
});

const unmounts: (() => void)[] = [];
afterEach(() => act(async () => unmounts.splice(0).forEach((unmount) => void unmount())));

async function show(page: ReactNode) {
  const place = document.body.appendChild(document.createElement("div"));
  const root = createRoot(place);
  unmounts.push(() => root.unmount());
  const client = newClient();
  await act(async () => root.render(<MizanProvider client={client}>{page}</MizanProvider>));
  return place;
}

function Board() {
  const { data: cards, isLoading } = useBoardCards();
  const { data: counts } = useBoardCounts();
  const { mutate, error } = useAddCard();
  if (isLoading) return <p>Loading</p>;
  return (
    <section>
      <ul>
        {cards?.map(({ id, title }) => (
          <li key={id}>{title}</li>
        ))}
      </ul>
      <output>{counts?.total}</output>
      <button type="button" onClick={() => mutate({ board_id: 5, title: "Second" })}>
        Add
      </button>
      {error?.code === "DUPLICATE_CARD" && <p role="alert">{error.details?.[0]?.message}</p>}
    </section>
  );
}

test("a page of three hooks reads its context once", async () => {
  const place = await show(
    <BoardProvider board_id={5}>
      <Board />
    </BoardProvider>,
  );
  await expect.poll(() => place.querySelector("li")?.textContent).toBe("First");
  expect(place.querySelector("output")?.textContent).toBe("1");
  expect(requests.filter((request) => request.includes("/ctx/"))).toEqual([
    "GET /api/mizan/ctx/board/?board_id=5",
  ]);
});

test("a mutation sends its name, its arguments and what is shown; its answer is merged", async () => {
  const place = await show(
    <BoardProvider board_id={5}>
      <Board />
    </BoardProvider>,
  );
  await expect.poll(() => place.querySelector("button")).toBeTruthy();
  await act(async () => place.querySelector("button")?.click());
  await expect.poll(() => place.querySelectorAll("li").length).toBe(2);
  expect(place.querySelector("output")?.textContent).toBe("2");
  const mounted = [{ context: "board", params: { board_id: 5 } }];
  expect(calls).toEqual([{ fn: "add_card", args: { board_id: 5, title: "Second" }, mounted }]);
  expect(requests.filter((request) => request.startsWith("GET /api/mizan/ctx/")).length).toBe(1);
});

test("a declared error narrows by its code and has its details", async () => {
  answerToCalls = { status: 409, body: REFUSED };
  const place = await show(
    <BoardProvider board_id={5}>
      <Board />
    </BoardProvider>,
  );
  await expect.poll(() => place.querySelector("button")).toBeTruthy();
  await act(async () => place.querySelector("button")?.click());
  await expect
    .poll(() => place.querySelector("[role=alert]")?.textContent)
    .toBe("There is one already.");
});

test("a context without params needs neither a Provider nor an argument", async () => {
  const Names = () =>
    useBoards()
      .data?.map(({ name }) => name)
      .join() ?? "";
  const place = await show(<Names />);
  await expect.poll(() => place.textContent).toBe("Board");
  expect(requests).toContain("GET /api/mizan/ctx/boards/");
});

test("the client works without React", async () => {
  const client = newClient();
  const instance = client.registerContext(boardContext, { board_id: 5 });
  const unsubscribe = instance.subscribe(() => {});
  await expect.poll(() => instance.getState().data?.board_summary.name).toBe("Board");
  const { card } = await client.call(addCardFunction, { board_id: 5, title: "Second" });
  expect(card.title).toBe("Second");
  expect(instance.getState().data?.board_counts.total).toBe(2);
  unsubscribe();
  instance.unregister();
});
