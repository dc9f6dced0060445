// @vitest-environment happy-dom
import { afterEach, expect, test } from "vitest";
import { hydration, type PageData } from "../src/plugins/hydration";
import { boardContext } from "./contexts";
import { Server } from "./server";
import { createBench, watch } from "./support";

afterEach(() => {
  document.body.innerHTML = "";
  window.__MIZAN_SSR_DATA__ = null;
});

/** A page that was rendered with board 1. */
function render(part: Partial<PageData> = {}) {
  const server = new Server();
  const data = server.bundle("board", 1);
  const path = "ctx/board/?board_id=1";
  const bundles = [{ context: "board", params: { board_id: 1 }, path, data }];
  const page: PageData = { who: "who-anonymous", build: server.build, bundles, ...part };
  const script = document.createElement("script");
  script.type = "application/json";
  script.id = "mizan-ssr";
  script.textContent = JSON.stringify(page).replaceAll("<", "\\u003c");
  document.body.append(script);
  return { server, page };
}

test("what the page was rendered with needs no request", async () => {
  const { server, page } = render();
  const { client, drain } = createBench({ plugins: [hydration()] }, server);
  const board = watch(client, boardContext, { board_id: 1 });
  await drain();
  expect(server.log).toEqual([]);
  expect(board.getState()).toMatchObject({ status: "success", data: server.bundle("board", 1) });
  expect(window.__MIZAN_SSR_DATA__).toEqual(page);
});

test("the data of another build is left alone", async () => {
  const { server } = render({ build: "old" });
  const { client, drain } = createBench({ plugins: [hydration()] }, server);
  const board = watch(client, boardContext, { board_id: 1 });
  expect(board.getState().status).toBe("idle");
  await drain();
  expect(server.log).toHaveLength(1);
});

test("the data of somebody else goes with the first answer", async () => {
  const { server } = render({ who: "who-ada" });
  const { client, drain } = createBench({ plugins: [hydration()] }, server);
  const board = watch(client, boardContext, { board_id: 1 });
  watch(client, boardContext, { board_id: 2 });
  await drain();
  expect(board.seen).toContainEqual(expect.objectContaining({ data: undefined }));
  expect(board.getState().data).toEqual(server.bundle("board", 1));
  expect(board.getServerState().status).toBe("idle");
});

test("a merge before a part of the page has hydrated: it starts as rendered, then moves on", async () => {
  const { server, page } = render();
  const { client, drain } = createBench({ plugins: [hydration()] }, server);
  void client.call("edit_card", { board_id: 1, id: 11, title: "new" });
  await drain();
  const view = client.readView(boardContext, { board_id: 1 });
  expect(view.getServerSnapshot().data).toEqual(page.bundles[0]?.data);
  expect(view.getServerSnapshot()).toBe(view.getServerSnapshot());
  expect(view.getSnapshot().data).toEqual(server.bundle("board", 1));
  view.subscribe(() => {});
  await drain();
  expect(server.count("ctx")).toBe(0);
});

test("an instance of the page can be read again", async () => {
  const { server } = render();
  const { client, drain } = createBench({ plugins: [hydration()] }, server);
  const board = watch(client, boardContext, { board_id: 1 });
  board.refetch();
  await drain();
  expect(server.log).toEqual(["/api/ctx/board/?board_id=1"]);
});

test("without data the first snapshot is the same on both sides", () => {
  const { client } = createBench({ plugins: [hydration()] });
  const view = client.readView(boardContext, { board_id: 1 }, "cards");
  expect(view.getServerSnapshot()).toMatchObject({ status: "loading", isLoading: true });
  expect(view.getServerSnapshot()).toBe(view.getSnapshot());
});

test("the first call needs no request for its token; a token that is refused is fetched anew", async () => {
  const { server } = render({ session: { csrf: "from the page", idempotency: false } });
  const { client, drain } = createBench({ plugins: [hydration()] }, server);
  client.expectCalls(() => {});
  await drain();
  expect(server.log).toEqual([]);
  void client.call("edit_card", { board_id: 1, id: 11, title: "new" });
  await drain();
  expect(server.log.filter((path) => path.includes("session")).length).toBeLessThan(2);
});

test("what may not be read is an error from the start, without a request, until somebody asks", async () => {
  const { server, page } = render();
  const error = { code: "NOT_FOUND", message: "Gone.", status: 404 };
  const bundles = page.bundles.map(({ data: _, ...place }) => ({ ...place, error }));
  document.body.innerHTML = "";
  render({ bundles });
  const { client, drain } = createBench({ plugins: [hydration()] }, server);
  const board = watch(client, boardContext, { board_id: 1 });
  await drain();
  expect(server.log).toEqual([]);
  expect(board.getState()).toMatchObject({ status: "error", error });
  expect(board.getServerState()).toMatchObject({ status: "error", error });
  board.refetch();
  await drain();
  expect(board.getState()).toMatchObject({ status: "success" });
});
