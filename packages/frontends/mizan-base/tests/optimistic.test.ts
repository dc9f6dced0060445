/** Updates that are shown before the answer: what is to be seen at each moment (Protocol §5). */
import { expect, test } from "vitest";
import { optimisticUpdates, update } from "../src/plugins/optimistic";
import { boardContext } from "./contexts";
import { deleteCardFunction, editCardFunction, touchAllFunction } from "./descriptors";
import { createBench, settled, watch } from "./support";

async function open() {
  const bench = createBench({ plugins: [optimisticUpdates()] });
  const board = watch(bench.client, boardContext, { board_id: 1 });
  bench.client.expectCalls(() => {});
  await bench.drain();
  const titles = () => board.getState().data?.cards.map(({ title }) => title);
  const edit = (id: number, title: string) =>
    bench.client.attempt(editCardFunction, { board_id: 1, id, title }, { optimistic: true });
  const finish = async (text: string) => {
    await settled();
    bench.server.deliver(bench.server.find(text));
    await settled();
  };
  return { ...bench, board, titles, edit, finish };
}

const rename = (title: string) =>
  update(boardContext, { board_id: 1 }, (board) => ({
    ...board,
    cards: board.cards.map((card) => ({ ...card, title })),
  }));

test("what args tell of a merge is shown at once: fields of the row with the key", async () => {
  const { edit, titles, board, client } = await open();
  void edit(11, "New");
  expect(titles()).toEqual(["New", "Card 2", "Card 3"]);
  expect(board.getState().data?.counts.total).toBe(3);
  void client.attempt(deleteCardFunction, { board_id: 1, id: 12 }, { optimistic: true });
  expect(titles()).toEqual(["New", "Card 3"]);
});

test("nothing is made up: a row that is not there, another board", async () => {
  const { edit, titles, client } = await open();
  void edit(99, "New");
  void client.attempt(
    editCardFunction,
    { board_id: 2, id: 11, title: "New" },
    { optimistic: true },
  );
  expect(titles()).toEqual(["Card 1", "Card 2", "Card 3"]);
});

test("a function whose args tell nothing says what to do instead", async () => {
  const { client } = await open();
  const call = () =>
    client.call(touchAllFunction, { board_id: 1, title: "x" }, { optimistic: true });
  expect(call).toThrow(/touch_all tell nothing.*optimistic: update\(context, params/);
});

test("B3: two calls, one fails: only that one goes", async () => {
  const { edit, titles, finish, server } = await open();
  void edit(11, "refused");
  const kept = edit(12, "kept");
  expect(titles()).toEqual(["refused", "kept", "Card 3"]);
  await finish("edit_card");
  expect(titles()).toEqual(["Card 1", "kept", "Card 3"]);
  await finish("edit_card");
  expect(await kept).toHaveProperty("data");
  expect(titles()).toEqual(["Card 1", "kept", "Card 3"]);
  expect(server.pending).toEqual([]);
});

test("B4: two calls on one row, the first fails: the second is still to be seen", async () => {
  const { edit, titles, finish } = await open();
  void edit(11, "refused");
  void edit(11, "second");
  expect(titles()?.[0]).toBe("second");
  await finish("edit_card");
  expect(titles()?.[0]).toBe("second");
  await finish("edit_card");
  expect(titles()?.[0]).toBe("second");
});

test("a read that lands meanwhile does not take the update back", async () => {
  const { edit, titles, board, server, finish } = await open();
  server.change("edit_card", { board_id: 1, id: 13, title: "another's" });
  void edit(11, "mine");
  board.refetch();
  await finish("ctx/board");
  expect(titles()).toEqual(["mine", "Card 2", "another's"]);
});

test("what is counted up is never counted twice, nor shown without", async () => {
  const { client, board, drain, server } = await open();
  const more = update(boardContext, { board_id: 1 }, (shown) => ({
    ...shown,
    counts: { ...shown.counts, total: shown.counts.total + 1 },
  }));
  const totals: unknown[] = [];
  const end = board.subscribe(() => totals.push(board.getState().data?.counts.total));
  void client.attempt("add_card", { board_id: 1, title: "x" }, { optimistic: more });
  await drain();
  expect(new Set(totals)).toEqual(new Set([4]));
  totals.length = 0;
  server.change("add_card", { board_id: 1, title: "y" });
  void client.attempt("touch_all", { board_id: 1, title: "x" }, { optimistic: more });
  await drain();
  expect(new Set(totals)).toEqual(new Set([5]));
  end();
});

test("an update stays until the read that the answer asks for has landed", async () => {
  const { client, titles, finish } = await open();
  const options = { optimistic: rename("x") };
  void client.attempt("touch_all", { board_id: 1, title: "x" }, options);
  await finish("touch_all");
  expect(titles()).toEqual(["x", "x", "x"]);
  await finish("ctx/board");
  expect(titles()).toEqual(["x", "x", "x"]);
});

test("an update that was wrong is gone with that read, or with its failure", async () => {
  for (const isLost of [false, true]) {
    const { client, titles, finish, server } = await open();
    const options = { optimistic: rename("wrong") };
    void client.attempt("touch_all", { board_id: 1, title: "right" }, options);
    await finish("touch_all");
    expect(titles()).toEqual(["wrong", "wrong", "wrong"]);
    if (isLost) {
      server.lose(server.find("ctx/board"));
      await settled();
      expect(titles()).toEqual(["Card 1", "Card 2", "Card 3"]);
    } else {
      await finish("ctx/board");
      expect(titles()).toEqual(["right", "right", "right"]);
    }
  }
});

test("an answer that is lost takes the update back, and the truth is read", async () => {
  const { edit, titles, server, drain } = await open();
  void edit(11, "New");
  await settled();
  const request = server.find("edit_card");
  server.commit(request);
  server.lose(request);
  await settled();
  expect(titles()?.[0]).toBe("Card 1");
  await drain();
  expect(titles()?.[0]).toBe("New");
});

test("what one person expects is not shown to another", async () => {
  const { edit, titles, client, server, drain } = await open();
  void edit(11, "secret");
  await settled();
  const call = server.find("edit_card");
  expect(titles()?.[0]).toBe("secret");
  server.sessions.set("another", { user: "ada", csrf: "token-1" });
  server.cookie = "another";
  client.registerContext(boardContext, { board_id: 1 }).refetch();
  await settled();
  await drain(call);
  expect(titles()?.[0]).toBe("Card 1");
});

test("rows that nobody changes keep their identity", async () => {
  const { edit, board, drain } = await open();
  const before = board.getState().data?.cards;
  void edit(11, "New");
  const ahead = board.getState().data?.cards;
  expect(ahead?.slice(1)).toEqual(before?.slice(1));
  expect(ahead?.[1]).toBe(before?.[1]);
  expect(board.getState()).toBe(board.getState());
  await drain();
  expect(board.getState().data?.cards[1]).toBe(before?.[1]);
});
