/** Single flight: an answer brings what it made stale (Protocol §4). */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { boardContext, boardsContext } from "./contexts";
import { Server } from "./server";
import { createBench, settled, watch } from "./support";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] }));
afterEach(() => void vi.useRealTimers());

async function loaded() {
  const server = new Server();
  server.isFlying = true;
  const bench = createBench({}, server);
  const board = watch(bench.client, boardContext, { board_id: 1 });
  await bench.drain();
  server.log.length = 0;
  const titles = () => board.getState().data?.cards.map(({ title }) => title);
  return { ...bench, board, titles };
}

test("one request from a call that invalidates to the screen", async () => {
  const { client, drain, server, board, titles } = await loaded();
  void client.call("touch_all", { board_id: 1, title: "x" });
  await drain();
  expect(server.log).toEqual(["/api/session/", "touch_all"]);
  expect(titles()).toEqual(["x", "x", "x"]);
  expect(board.getState()).toMatchObject({ status: "success", isFetching: false });
});

test("a call lists what is on the page, and nothing else", async () => {
  const { client, reach } = await loaded();
  const gone = watch(client, boardsContext, undefined as never);
  gone.end();
  client.registerContext(boardContext, { board_id: 2 });
  void client.call("touch_all", { board_id: 1, title: "x" });
  const { mounted } = await reach("touch_all");
  expect(mounted).toEqual([{ context: "board", params: { board_id: 1 } }]);
});

test("it lists sixteen instances at most", async () => {
  const { client, reach } = await loaded();
  for (let board_id = 2; board_id < 40; board_id++) watch(client, boardContext, { board_id });
  void client.call("touch_all", { board_id: 1, title: "x" });
  expect((await reach("touch_all")).mounted).toHaveLength(16);
});

test("what the answer does not bring is read", async () => {
  const { client, drain, server, titles } = await loaded();
  server.isFlying = false;
  void client.call("touch_all", { board_id: 1, title: "x" });
  await drain();
  expect(server.log).toEqual(["/api/session/", "touch_all", "/api/ctx/board/?board_id=1"]);
  expect(titles()).toEqual(["x", "x", "x"]);
});

test("a bundle that was read before a merge that is on the screen does not undo it", async () => {
  const { client, drain, reach, server, titles } = await loaded();
  void client.call("touch_all", { board_id: 1, title: "x" });
  const slow = await reach("touch_all");
  server.commit(slow);
  void client.call("edit_card", { board_id: 1, id: 11, title: "y" });
  await drain(slow);
  expect(titles()?.[0]).toBe("y");
  server.deliver(slow);
  await settled();
  expect(titles()?.[0]).toBe("y");
  await drain();
  expect(titles()).toEqual(["y", "x", "x"]);
});

test("a read that was under way is dropped for it", async () => {
  const { client, drain, reach, server, board, titles } = await loaded();
  board.refetch();
  const read = await reach("ctx");
  server.commit(read);
  void client.call("touch_all", { board_id: 1, title: "x" });
  await drain(read);
  expect(read.isAborted).toBe(true);
  expect(titles()).toEqual(["x", "x", "x"]);
  expect(server.count("ctx")).toBe(1);
});

test("a bundle mends an instance whose read had failed", async () => {
  const { client, drain, reach, server, board } = await loaded();
  board.refetch();
  server.lose(await reach("ctx"));
  await settled();
  expect(board.getState().status).toBe("error");
  void client.call("touch_all", { board_id: 1, title: "x" });
  await drain();
  expect(board.getState()).toMatchObject({ status: "success", error: undefined });
  vi.advanceTimersByTime(60_000);
  await settled();
  expect(server.count("ctx")).toBe(1);
});
