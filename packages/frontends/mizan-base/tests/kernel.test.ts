import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { MizanError } from "../src/index";
import { boardContext, boardsContext } from "./contexts";
import { createBench, settled, watch } from "./support";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] }));
afterEach(() => void vi.useRealTimers());

const FIRST = { board_id: 1 };

async function loaded(params = FIRST) {
  const bench = createBench();
  const board = watch(bench.client, boardContext, params);
  await bench.drain();
  return { ...bench, board };
}

describe("requests", () => {
  test("all who ask at the same time share one", async () => {
    const { server, client, drain } = createBench();
    const first = watch(client, boardContext, FIRST);
    const second = watch(client, boardContext, FIRST);
    await drain();
    const third = watch(client, boardContext, FIRST);
    await drain();
    expect(server.log).toEqual(["/api/ctx/board/?board_id=1"]);
    expect(third.getState()).toBe(first.getState());
    expect(second.getState().data).toEqual(server.bundle("board", 1));
  });

  test("nobody is asked before somebody looks", async () => {
    const { server, client } = createBench();
    const { getState, refetch } = client.registerContext(boardContext, FIRST);
    refetch();
    await settled();
    expect(server.log).toEqual([]);
    expect(getState()).toEqual({
      status: "idle",
      data: undefined,
      error: undefined,
      isFetching: false,
    });
  });

  test("mounting twice with an unmount in between is one request", async () => {
    const { server, client, drain } = createBench();
    watch(client, boardContext, FIRST).end();
    watch(client, boardContext, FIRST);
    vi.advanceTimersByTime(0);
    await drain();
    expect(server.log).toHaveLength(1);
  });

  test("one that nobody waits for any more is aborted after a tick", async () => {
    const { server, client, drain } = createBench();
    const { end } = watch(client, boardContext, FIRST);
    await settled();
    const [request] = server.pending;
    end();
    expect(request?.isAborted).toBe(false);
    vi.advanceTimersByTime(0);
    expect(request?.isAborted).toBe(true);
    const { getState } = watch(client, boardContext, FIRST);
    await drain();
    expect(getState().status).toBe("success");
  });

  test("a refetch joins the one under way", async () => {
    const { server, board, drain } = await loaded();
    board.refetch();
    await settled();
    board.refetch();
    board.refetch();
    await drain();
    expect(server.count("board")).toBe(2);
  });

  test("unregister ends what the handle subscribed", async () => {
    const { client, drain, board } = await loaded();
    board.unregister();
    void client.call("edit_card", { board_id: 1, id: 11, title: "x" });
    const before = board.seen.length;
    await drain();
    expect(board.seen).toHaveLength(before);
  });
});

describe("lifetimes", () => {
  test("what is mounted again within the grace time is shown at once and not read again", async () => {
    const { server, client, drain, board } = await loaded();
    board.end();
    vi.advanceTimersByTime(29_000);
    const again = watch(client, boardContext, FIRST);
    expect(again.getState().status).toBe("success");
    await drain();
    expect(server.log).toHaveLength(1);
  });

  test("the grace time starts anew with each unmount", async () => {
    const { client, board } = await loaded();
    board.end();
    vi.advanceTimersByTime(20_000);
    watch(client, boardContext, FIRST).end();
    vi.advanceTimersByTime(20_000);
    expect(board.getState().status).toBe("success");
  });

  test("what stays unmounted is freed", async () => {
    const { server, client, drain, board } = await loaded();
    board.end();
    vi.advanceTimersByTime(31_000);
    expect(board.getState().status).toBe("idle");
    const again = watch(client, boardContext, FIRST);
    await drain();
    expect(again.getState().status).toBe("success");
    expect(server.log).toHaveLength(2);
  });

  test("an unmounted instance that is invalidated is read when it is mounted again", async () => {
    const { server, client, drain, board } = await loaded();
    board.end();
    void client.call("touch_all", { board_id: 1, title: "new" });
    await drain();
    expect(server.count("ctx")).toBe(1);
    const again = watch(client, boardContext, FIRST);
    await drain();
    expect(server.count("ctx")).toBe(2);
    expect(again.getState().data).toEqual(server.bundle("board", 1));
  });

  test("an unmounted instance is merged into", async () => {
    const { server, client, drain, board } = await loaded();
    board.end();
    void client.call("edit_card", { board_id: 1, id: 11, title: "new" });
    await drain();
    expect(board.getState().data).toEqual(server.bundle("board", 1));
    expect(server.count("ctx")).toBe(1);
  });
});

describe("merges and invalidations", () => {
  test("a merge sends no request and tells once", async () => {
    const { server, client, drain, board } = await loaded();
    const before = board.seen.length;
    void client.call("edit_card", { board_id: 1, id: 11, title: "new" });
    await drain();
    expect(server.count("ctx")).toBe(1);
    expect(board.seen).toHaveLength(before + 1);
    expect(board.getState().data).toEqual(server.bundle("board", 1));
  });

  test("a merge is on the screen before the caller goes on", async () => {
    const { server, client, board } = await loaded();
    const call = client.call("edit_card", { board_id: 1, id: 11, title: "new" });
    await settled();
    server.deliver(server.find("session"));
    await settled();
    server.deliver(server.find("edit_card"));
    await call;
    expect(board.seen.at(-1)).toBe(board.getState());
    expect(board.getState().data?.cards[0]?.title).toBe("new");
  });

  test("what a merge leaves alone keeps its identity", async () => {
    const { client, drain, board } = await loaded();
    const before = board.getState().data;
    void client.call("edit_card", { board_id: 1, id: 12, title: "new" });
    await drain();
    const after = board.getState().data;
    expect(after?.summary).toBe(before?.summary);
    expect(after?.cards[0]).toBe(before?.cards[0]);
    expect(after?.cards[1]).not.toBe(before?.cards[1]);
  });

  test("a read that brings nothing new changes no identity", async () => {
    const { server, drain, board } = await loaded();
    const before = board.getState().data;
    board.refetch();
    await drain();
    expect(server.log).toHaveLength(2);
    expect(board.getState().data).toBe(before);
  });

  test("a read that brings one row more keeps the others", async () => {
    const { server, drain, board } = await loaded();
    const before = board.getState().data;
    server.cardsOf(1).unshift({ id: 5, title: "first", version: 1 });
    board.refetch();
    await drain();
    expect(board.getState().data?.cards).toHaveLength(4);
    expect(board.getState().data?.cards.slice(1)).toEqual(before?.cards);
    for (const [index, card] of before?.cards.entries() ?? [])
      expect(board.getState().data?.cards[index + 1]).toBe(card);
  });

  test("the invalidations of one turn are one read per mounted instance", async () => {
    const { server, client, drain } = createBench();
    watch(client, boardContext, FIRST);
    watch(client, boardContext, { board_id: 2 });
    watch(client, boardsContext, {});
    await drain();
    const calls = [1, 2, 3].map(() => client.call("touch_everything", { board_id: 1 }));
    await settled();
    server.deliver(server.find("session"));
    await settled();
    const before = server.count("ctx");
    for (const request of [...server.pending]) server.deliver(request);
    await Promise.all(calls);
    expect(server.count("ctx")).toBe(before + 3);
  });

  test("only what an entry names is read", async () => {
    const { server, client, drain, board } = await loaded();
    watch(client, boardContext, { board_id: 2 });
    await drain();
    void client.call("touch_all", { board_id: 2, title: "x" });
    await drain();
    expect(server.count("board_id=1")).toBe(1);
    expect(server.count("board_id=2")).toBe(2);
    expect(board.getState().status).toBe("success");
  });

  test("five calls that ran together are settled by one read", async () => {
    const { server, client, drain, board } = await loaded();
    for (const title of "abcde") void client.call("add_card", { board_id: 1, title });
    await settled();
    server.deliver(server.find("session"));
    await settled();
    for (const request of server.pending) server.commit(request);
    for (const request of [...server.pending].reverse()) {
      server.deliver(request);
      await settled();
    }
    await drain();
    expect(server.count("ctx")).toBe(2);
    expect(board.getState().data).toEqual(server.bundle("board", 1));
  });

  test("a slow call holds the truth back for a second at most", async () => {
    const { server, client, drain, board } = await loaded();
    for (const title of "ab") void client.call("add_card", { board_id: 1, title });
    void client.call("touch_everything", { board_id: 1 });
    await settled();
    server.deliver(server.find("session"));
    await settled();
    const [a, b, slow] = server.pending;
    if (!a || !b || !slow) throw new Error("three calls are under way");
    server.commit(a);
    server.deliver(b);
    server.deliver(a);
    await settled();
    expect(server.count("ctx")).toBe(1);
    vi.advanceTimersByTime(1_000);
    await settled();
    server.deliver(server.find("ctx"));
    await settled();
    expect(server.pending).toEqual([slow]);
    expect(board.getState().data).toEqual(server.bundle("board", 1));
    await drain();
  });

  test("an entry that cannot be spliced makes the instance read", async () => {
    const { server, client, drain, board } = await loaded();
    const entry = { context: "board", slot: "gone", op: "replace", value: 1 };
    server.change = () => ({ result: null, merge: [entry] });
    void client.call("rename_board", { board_id: 1 });
    await drain();
    expect(server.count("ctx")).toBe(2);
    expect(board.getState().data).toEqual(server.bundle("board", 1));
  });

  test("an error that left something behind invalidates", async () => {
    const { server, client, drain } = await loaded();
    const error = { code: "REFUSED", message: "Refused" };
    server.change = () => ({ error, invalidate: ["board"], surprise: [1] });
    const call = expect(client.call("rename_board")).rejects.toMatchObject({
      ...error,
      status: 409,
    });
    await drain();
    await call;
    expect(server.count("ctx")).toBe(2);
  });
});

describe("failures", () => {
  test("data is kept, the error told, and it recovers by itself, later each time", async () => {
    vi.spyOn(Math, "random").mockReturnValue(1);
    const { server, board } = await loaded();
    const { data } = board.getState();
    board.refetch();
    for (const delay of [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 32_000]) {
      await settled();
      server.lose(server.find("ctx"));
      await settled();
      expect(board.getState()).toMatchObject({ status: "error", isFetching: false });
      expect(board.getState().data).toBe(data);
      expect(board.getState().error?.code).toBe("NETWORK_ERROR");
      vi.advanceTimersByTime(delay - 1);
      await settled();
      expect(server.pending).toEqual([]);
      vi.advanceTimersByTime(1);
    }
    await settled();
    server.deliver(server.find("ctx"));
    await settled();
    expect(board.getState()).toMatchObject({ status: "success", error: undefined, data });
    vi.restoreAllMocks();
  });

  test("the next trouble starts with a second again", async () => {
    vi.spyOn(Math, "random").mockReturnValue(1);
    const { server, board, drain } = await loaded();
    for (const _ of ["first", "second"]) {
      board.refetch();
      await settled();
      server.lose(server.find("ctx"));
      await settled();
      vi.advanceTimersByTime(1_000);
      await settled();
      expect(server.pending).toHaveLength(1);
      await drain();
    }
    vi.restoreAllMocks();
  });

  test("backoff has jitter", async () => {
    const { server, board } = await loaded();
    vi.spyOn(Math, "random").mockReturnValue(0);
    board.refetch();
    await settled();
    server.lose(server.find("ctx"));
    await settled();
    vi.advanceTimersByTime(500);
    await settled();
    expect(server.pending).toHaveLength(1);
    vi.restoreAllMocks();
  });

  test("nobody tries again for what nobody looks at", async () => {
    const { server, client } = createBench();
    const { end } = watch(client, boardContext, FIRST);
    await settled();
    server.lose(server.find("ctx"));
    await settled();
    end();
    vi.advanceTimersByTime(60_000);
    await settled();
    expect(server.log).toHaveLength(1);
  });

  test("a 4xx is the last word, until somebody asks again", async () => {
    const { server, client, drain } = createBench();
    const board = watch(client, boardContext, { board_id: 404 });
    await drain();
    expect(board.getState().error).toMatchObject({ code: "NOT_FOUND", status: 404 });
    vi.advanceTimersByTime(60_000);
    await drain();
    expect(server.log).toHaveLength(1);
    server.boards.set(404, { id: 404, name: "Found", version: 0 });
    board.refetch();
    await drain();
    expect(board.getState()).toMatchObject({ status: "success", error: undefined });
  });

  test("trying again at once does not wait for the backoff, and there is one try only", async () => {
    const { server, board, drain } = await loaded();
    board.refetch();
    await settled();
    server.lose(server.find("ctx"));
    await settled();
    board.refetch();
    await drain();
    expect(board.getState().status).toBe("success");
    vi.advanceTimersByTime(60_000);
    await drain();
    expect(server.log).toHaveLength(3);
  });

  test("a lost answer may have changed anything: what is mounted is read again", async () => {
    const { server, client, drain, board } = await loaded();
    const call = client.call("edit_card", { board_id: 1, id: 11, title: "new" });
    await settled();
    server.deliver(server.find("session"));
    await settled();
    const request = server.find("edit_card");
    server.commit(request);
    server.lose(request);
    await expect(call).rejects.toMatchObject({ code: "NETWORK_ERROR", status: 0 });
    await drain();
    expect(board.getState().data).toEqual(server.bundle("board", 1));
    expect(server.count("ctx")).toBe(2);
  });

  test("a call that never went out has changed nothing", async () => {
    const { server, client, drain } = await loaded();
    const call = client.call("edit_card", { board_id: 1, id: 11, title: "new" });
    await settled();
    server.lose(server.find("session"));
    await expect(call).rejects.toMatchObject({ code: "NETWORK_ERROR" });
    await drain();
    expect(server.count("ctx")).toBe(1);
    const again = client.call("edit_card", { board_id: 1, id: 11, title: "new" });
    await drain();
    await expect(again).resolves.toMatchObject({ title: "new" });
  });

  test("a call can be aborted", async () => {
    const { server, client, drain } = await loaded();
    const controller = new AbortController();
    const { signal } = controller;
    const call = client.call("edit_card", { board_id: 1, id: 11, title: "x" }, { signal });
    await settled();
    server.deliver(server.find("session"));
    await settled();
    server.commit(server.find("edit_card"));
    controller.abort();
    await expect(call).rejects.toMatchObject({ code: "ABORTED" });
    await drain();
    expect(server.count("ctx")).toBe(2);
    const never = client.call("edit_card", { board_id: 1 }, { signal });
    await expect(never).rejects.toBeInstanceOf(MizanError);
    await drain();
  });
});
