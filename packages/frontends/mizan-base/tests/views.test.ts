import { describe, expect, test } from "vitest";
import { createMutationView } from "../src/index";
import { boardContext } from "./contexts";
import { createBench, settled } from "./support";

describe("a read view", () => {
  async function open(slot: "cards" | "counts" | "summary" = "cards") {
    const bench = createBench();
    const view = bench.client.readView(boardContext, { board_id: 1 }, slot);
    const seen = [view.getSnapshot()];
    view.subscribe(() => {
      const snapshot = view.getSnapshot();
      if (snapshot !== seen.at(-1)) seen.push(snapshot);
    });
    await bench.drain();
    return { ...bench, view, seen };
  }

  test("has two snapshots until it is loaded: none and all", async () => {
    const { seen, server } = await open();
    expect(seen.map(({ status, data }) => [status, data])).toEqual([
      ["loading", undefined],
      ["success", server.bundle("board", 1)["cards"]],
    ]);
  });

  test("does not change when another slot does", async () => {
    const { seen, client, drain } = await open("cards");
    void client.call("rename_board", { board_id: 1, name: "New" });
    await drain();
    expect(seen).toHaveLength(2);
  });

  test("does not change while it is read again, unless somebody looks at isFetching", async () => {
    const { seen, view, client, drain, server } = await open();
    void client.call("touch_everything", { board_id: 1 });
    await drain();
    expect(server.count("ctx")).toBe(2);
    expect(seen).toHaveLength(2);
    expect(view.getSnapshot().isFetching).toBe(false);
    view.getSnapshot().refetch();
    await settled();
    expect(view.getSnapshot().isFetching).toBe(true);
    await drain();
    expect(seen.map(({ isFetching }) => isFetching).at(-1)).toBe(false);
    expect(seen).toHaveLength(4);
  });
});

describe("a mutation view", () => {
  async function open() {
    const bench = createBench();
    const view = createMutationView<Record<string, unknown>, { title: string }, { code: string }>(
      bench.client,
      { name: "edit_card" },
    );
    view.subscribe(() => {});
    await bench.drain();
    const edit = (id: number, title: string) =>
      view.getSnapshot().mutate({ board_id: 1, id, title });
    return { ...bench, view, edit };
  }

  test("counts what is under way", async () => {
    const { view, edit, server } = await open();
    void edit(11, "x");
    void edit(12, "y");
    await settled();
    expect(view.getSnapshot().isPending).toBe(true);
    for (const pending of [true, false]) {
      server.deliver(server.find("edit_card"));
      await settled();
      expect(view.getSnapshot().isPending).toBe(pending);
    }
  });

  test("mutate answers the outcome and never rejects", async () => {
    const { edit, drain } = await open();
    const [good, bad] = [edit(11, "x"), edit(99, "y")];
    await drain();
    expect(await good).toMatchObject({ data: { title: "x" } });
    expect(await bad).toMatchObject({ error: { code: "REFUSED" } });
  });

  test("mutateAsync rejects", async () => {
    const { view, drain } = await open();
    const { mutateAsync } = view.getSnapshot();
    const call = expect(mutateAsync({ board_id: 1, id: 99 })).rejects.toMatchObject({
      code: "REFUSED",
    });
    await drain();
    await call;
  });

  test("shows the result of the newest call, whichever answer comes last", async () => {
    const { view, edit, server } = await open();
    void edit(11, "old");
    void edit(11, "new");
    await settled();
    for (const request of [...server.pending].reverse()) {
      server.deliver(request);
      await settled();
    }
    expect(view.getSnapshot().data).toMatchObject({ title: "new" });
  });

  test("an error in a burst stays until a call starts from rest", async () => {
    const { view, edit, drain } = await open();
    void edit(99, "x");
    void edit(11, "y");
    await drain();
    expect(view.getSnapshot().error).toMatchObject({ code: "REFUSED" });
    void edit(11, "z");
    expect(view.getSnapshot().error).toBeUndefined();
    await drain();
  });

  test("reset forgets what was, and what is still to come", async () => {
    const { view, edit, drain } = await open();
    void edit(99, "x");
    void edit(11, "y");
    view.getSnapshot().reset();
    expect(view.getSnapshot().isPending).toBe(true);
    await drain();
    expect(view.getSnapshot()).toMatchObject({
      isPending: false,
      error: undefined,
      data: undefined,
    });
  });

  test("its functions keep their identity", async () => {
    const { view, edit, drain } = await open();
    const { mutate, mutateAsync, reset } = view.getSnapshot();
    void edit(11, "x");
    await drain();
    expect(view.getSnapshot()).toMatchObject({ mutate, mutateAsync, reset });
  });

  test("args that cannot be sent are an outcome like any other", async () => {
    const { edit, view } = await open();
    const { error } = await edit(1n as unknown as number, "x");
    expect(error).toBeInstanceOf(TypeError);
    expect(view.getSnapshot().isPending).toBe(false);
  });
});
