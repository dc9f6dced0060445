// @vitest-environment happy-dom
/** Which calls are sent again, when, and which never (Protocol §4 "Retry"). */
import { afterEach, expect, test, vi } from "vitest";
import { type RetryOptions, retries } from "../src/plugins/retries";
import { boardContext } from "./contexts";
import { editCardFunction, signInFunction } from "./descriptors";
import { type Request, Server } from "./server";
import { createBench, settled, watch } from "./support";

afterEach(() => void vi.restoreAllMocks());

const EDIT = { board_id: 1, id: 11, title: "New" };
const wait = () => new Promise((resolve) => setTimeout(resolve, 5));

async function open(options: RetryOptions = {}, isIdempotent = true) {
  const server = new Server();
  server.isIdempotent = isIdempotent;
  const events: string[] = [];
  const bench = createBench(
    {
      plugins: [retries({ retryDelay: () => 1, ...options })],
      onEvent: ({ type }) => events.push(type),
    },
    server,
  );
  bench.client.expectCalls(() => {});
  await bench.drain();
  const lose = async (text: string) => {
    const request = await bench.reach(text);
    server.lose(request);
    await settled();
    await wait();
    return request;
  };
  return { ...bench, events, lose };
}

/** An answer that is not the server's. */
function answerAsProxy(server: Server, request: Request, status: number) {
  server.pending = server.pending.filter((other) => other !== request);
  request.resolve({
    ok: status < 300,
    status,
    headers: { get: () => null },
    json: () => Promise.reject(new SyntaxError("<html>")),
  } as unknown as Response);
}

test("each call has a key of its own, a UUID; each try of one has the same", async () => {
  const { client, lose, reach, drain } = await open();
  const first = client.attempt(editCardFunction, EDIT);
  const keys = [
    (await lose("edit_card")).idempotencyKey,
    (await reach("edit_card")).idempotencyKey,
  ];
  expect(keys[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(keys[1]).toBe(keys[0]);
  await drain();
  expect(await first).toHaveProperty("data");
  void client.attempt(editCardFunction, EDIT);
  expect((await reach("edit_card")).idempotencyKey).not.toBe(keys[0]);
});

test.each([
  [502, 2],
  [504, 2],
  [200, 2],
  [403, 1],
  [413, 1],
])("a proxy's page with status %i: sent %i times", async (status, times) => {
  const { client, server, reach, drain } = await open();
  const call = client.attempt(editCardFunction, EDIT);
  answerAsProxy(server, await reach("edit_card"), status);
  await settled();
  await wait();
  await drain();
  await call;
  expect(server.count("edit_card")).toBe(times);
});

test("an error that the server has answered is its last word", async () => {
  const { client, server, drain } = await open();
  const call = client.attempt(editCardFunction, { ...EDIT, id: 99 });
  await drain();
  expect(await call).toMatchObject({ error: { code: "REFUSED" } });
  expect(server.count("edit_card")).toBe(1);
});

test("no key and no second try: where the server keeps no answers, or retry is false", async () => {
  for (const [options, isOffered] of [
    [{}, false],
    [{ retry: false }, true],
  ] as const) {
    const { client, server, lose } = await open(options, isOffered);
    const call = client.attempt(editCardFunction, EDIT);
    expect((await lose("edit_card")).idempotencyKey).toBeUndefined();
    expect(await call).toMatchObject({ error: { code: "NETWORK_ERROR" } });
    expect(server.count("edit_card")).toBe(1);
  }
});

test("a function that must not be sent twice is not", async () => {
  const { client, server, lose } = await open();
  const call = client.attempt(signInFunction, { username: "ada" });
  expect((await lose("sign_in")).idempotencyKey).toBeUndefined();
  expect(await call).toMatchObject({ error: { code: "NETWORK_ERROR" } });
  expect(server.count("sign_in")).toBe(1);
});

test("an abort ends the wait for the next try", async () => {
  const { client, server, reach } = await open({ retryDelay: () => 60_000 });
  const controller = new AbortController();
  const call = client.attempt(editCardFunction, EDIT, { signal: controller.signal });
  server.lose(await reach("edit_card"));
  await settled();
  controller.abort();
  expect(await call).toMatchObject({ error: { code: "NETWORK_ERROR" } });
});

test("without a network calls wait, go on in their order, and onEvent hears of it", async () => {
  const onLine = vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
  const { client, server, events, drain, lose } = await open();
  for (const title of ["first", "second"])
    void client.attempt(editCardFunction, { ...EDIT, title });
  await lose("edit_card");
  await lose("edit_card");
  expect(events).toEqual(["paused"]);
  expect(server.pending).toEqual([]);
  onLine.mockReturnValue(true);
  window.dispatchEvent(new Event("online"));
  await settled();
  expect(server.pending.map(({ args }) => args["title"])).toEqual(["first", "second"]);
  expect(events).toEqual(["paused", "resumed"]);
  await drain();
  expect(server.cardsOf(1)[0]?.title).toBe("second");
});

test("a read that nobody shows any more does not wait for the network", async () => {
  vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
  const { client, server, lose } = await open();
  const board = watch(client, boardContext, { board_id: 1 });
  await lose("ctx/board");
  board.end();
  await wait();
  window.dispatchEvent(new Event("online"));
  await wait();
  expect(server.pending).toEqual([]);
});

test("networkMode always: without a network it fails as anywhere", async () => {
  vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
  const { client, lose } = await open({ networkMode: "always", retry: false });
  const call = client.attempt(editCardFunction, EDIT);
  await lose("edit_card");
  expect(await call).toMatchObject({ error: { code: "NETWORK_ERROR" } });
});

test("a call that waits is not sent on behalf of somebody else", async () => {
  vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
  const { client, server, drain, lose } = await open();
  const me = watch(client, boardContext, { board_id: 1 });
  await drain();
  const call = client.attempt(editCardFunction, EDIT);
  await lose("edit_card");
  server.permissions = "-changed";
  server.sessions.set("another", { user: "ada", csrf: "token-1" });
  server.cookie = "another";
  me.refetch();
  await drain();
  expect(await call).toMatchObject({ error: { code: "IDENTITY_CHANGED" } });
  window.dispatchEvent(new Event("online"));
  await wait();
  await drain();
  expect(server.count("edit_card")).toBe(1);
});
