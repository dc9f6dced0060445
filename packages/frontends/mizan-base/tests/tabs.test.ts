// @vitest-environment happy-dom
/** Tabs of one person tell each other what calls have changed; whatever happens, all screens are right. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { tabs } from "../src/plugins/tabs";
import { FakeChannel } from "./channel";
import { boardContext, meContext } from "./contexts";
import { createChance } from "./random";
import { Server } from "./server";
import { createBench, settled, watch } from "./support";

beforeEach(() => {
  FakeChannel.open.length = 0;
  FakeChannel.posted.length = 0;
  vi.stubGlobal("BroadcastChannel", FakeChannel);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const openTab = (server: Server) => {
  const bench = createBench({ plugins: [tabs()] }, server);
  return { ...bench, board: watch(bench.client, boardContext, { board_id: 1 }) };
};

async function openTabs(server = new Server()) {
  const here = openTab(server);
  const there = openTab(server);
  await here.drain();
  return { server, here, there };
}

test("a merge reaches the other tab without a request", async () => {
  const { server, here, there } = await openTabs();
  const reads = server.count("ctx");
  void here.client.call("add_card", { board_id: 1, title: "New" });
  await here.drain();
  expect(there.board.getState().data?.cards.at(-1)?.title).toBe("New");
  expect(there.board.getState().data).toEqual(here.board.getState().data);
  expect(server.count("ctx")).toBe(reads);
});

test("what an answer brings of what it made stale reaches the other tab, too", async () => {
  const server = new Server();
  server.isFlying = true;
  const { here, there } = await openTabs(server);
  const reads = server.count("ctx");
  void here.client.call("touch_all", { board_id: 1, title: "x" });
  await here.drain();
  expect(there.board.getState().data?.cards.map(({ title }) => title)).toEqual(["x", "x", "x"]);
  expect(server.count("ctx")).toBe(reads);
});

test("a call whose answer is lost makes the other tab read as well", async () => {
  const { server, here, there } = await openTabs();
  void here.client.attempt("add_card", { board_id: 1, title: "New" });
  await here.reach("add_card");
  const request = server.find("add_card");
  server.commit(request);
  server.lose(request);
  await here.drain();
  expect(there.board.getState().data?.cards.at(-1)?.title).toBe("New");
});

test("a tab that was opened while the call was under way reads what it invalidated", async () => {
  const { server, here } = await openTabs();
  void here.client.call("touch_all", { board_id: 1, title: "x" });
  const call = await here.reach("touch_all");
  const late = openTab(server);
  await late.drain(call);
  expect(late.board.getState().data?.cards[0]?.title).toBe("Card 1");
  await here.drain();
  expect(late.board.getState().data?.cards[0]?.title).toBe("x");
});

test("a tab of somebody else hears nothing of it", async () => {
  const server = new Server();
  const here = openTab(server);
  const me = watch(here.client, meContext, {});
  await here.drain();
  void here.client.call("sign_in", { username: "ada" });
  await here.drain();
  expect(me.getState().data?.name).toBe("ada");
  const stranger = createBench({ plugins: [tabs()] }, new Server());
  const board = watch(stranger.client, boardContext, { board_id: 1 });
  await stranger.drain();
  void here.client.call("edit_card", { board_id: 1, id: 11, title: "of ada" });
  await here.drain();
  await stranger.drain();
  expect(board.getState().data?.cards[0]?.title).toBe("Card 1");
});

test("a result that no merge needs is told to nobody", async () => {
  const { here } = await openTabs();
  void here.client.call("touch_all", { board_id: 1, title: "x" });
  await here.drain();
  expect(JSON.stringify(FakeChannel.posted)).toContain("invalidate");
  expect(JSON.stringify(FakeChannel.posted)).not.toContain("result");
});

test("sign-in and sign-out tell no tab what they answered", async () => {
  const { here } = await openTabs();
  void here.client.call("sign_in", { username: "ada" });
  await here.drain();
  void here.client.call("sign_out");
  await here.drain();
  expect(JSON.stringify(FakeChannel.posted)).not.toContain('"result":"ada"');
});

test("2000 schedules of two tabs: no wrong last screen", { timeout: 60_000 }, async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const names = ["edit_card", "edit_card", "add_card", "delete_card", "touch_all", "rename_board"];
  for (let seed = 1; seed <= 2_000; seed++) {
    const chance = createChance(seed);
    vi.spyOn(Math, "random").mockImplementation(chance.next);
    FakeChannel.open.length = 0;
    const server = new Server();
    server.isFlying = seed % 2 === 0;
    server.isDeafToAbort = seed % 3 === 0;
    const open = [openTab(server), openTab(server)];
    await open[0]?.drain();
    for (let step = 0; step < 25; step++) {
      const tab = chance.pick(open);
      const cards = server.cardsOf(1);
      const id = cards.length ? chance.pick(cards).id : 0;
      const args = { board_id: 1, id, title: `title ${step}`, name: `name ${step}` };
      const waiting = server.pending.filter(({ answer }) => !answer);
      const committed = server.pending.filter(({ answer }) => answer);
      const action = chance.below(12);
      if (action < 3) void tab.client.attempt(chance.pick(names), args);
      else if (action < 6 && waiting[0]) server.commit(chance.pick(waiting));
      else if (action < 9 && committed[0]) server.deliver(chance.pick(committed));
      else if (action === 9 && server.pending[0] && seed % 5 === 0)
        server.lose(chance.pick(server.pending));
      else if (action === 10) tab.board.refetch();
      else if (action === 11) vi.advanceTimersByTime(chance.pick([0, 500, 5_000]));
      await settled();
    }
    for (let round = 0; round < 9; round++) {
      for (await settled(); server.pending[0]; await settled())
        server.deliver(chance.pick(server.pending));
      vi.advanceTimersByTime(60_000);
    }
    const right = JSON.stringify(server.bundle("board", 1));
    for (const [index, { board }] of open.entries())
      expect(JSON.stringify(board.getState().data), `seed ${seed}, tab ${index}`).toBe(right);
    for (const { board } of open) board.unregister();
    vi.clearAllTimers();
  }
});
