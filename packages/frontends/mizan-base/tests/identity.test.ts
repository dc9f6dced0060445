// @vitest-environment happy-dom
/** Nothing of one person is ever seen by another (Protocol §2, Who). */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createMutationView } from "../src/index";
import { FakeChannel } from "./channel";
import { boardContext, meContext } from "./contexts";
import { Server } from "./server";
import { createBench, settled, watch } from "./support";

beforeEach(() => {
  FakeChannel.open.length = 0;
  vi.stubGlobal("BroadcastChannel", FakeChannel);
});
afterEach(() => void vi.unstubAllGlobals());

/** A tab that shows who is here, and remembers all that it has ever shown. */
function openTab(server = new Server()) {
  const events: string[] = [];
  const bench = createBench({ onEvent: ({ type }) => events.push(type) }, server);
  const me = watch(bench.client, meContext, {});
  const name = () => me.getState().data?.name;
  return { ...bench, me, name, events };
}

async function signIn({ client, drain }: ReturnType<typeof openTab>, username: string) {
  const call = client.call("sign_in", { username });
  await drain();
  await call;
}

describe.each([false, true])("late answers arrive: %s", (isDeafToAbort) => {
  function open() {
    const server = new Server();
    server.isDeafToAbort = isDeafToAbort;
    return openTab(server);
  }

  test("sign in as A, a slow read of A, sign out, sign in as B: nothing of A", async () => {
    const tab = open();
    const { server, client, me } = tab;
    await tab.drain();
    await signIn(tab, "ada");
    expect(tab.name()).toBe("ada");
    me.refetch();
    await settled();
    const slow = server.find("ctx/me");
    server.commit(slow);
    const out = client.call("sign_out");
    server.deliver(await tab.reach("sign_out", slow));
    await out;
    expect(me.getState().data).toBeUndefined();
    const from = me.seen.length;
    const call = client.call("sign_in", { username: "bob" });
    server.deliver(await tab.reach("sign_in", slow));
    await call;
    if (!slow.isOver) server.deliver(slow);
    await tab.drain();
    expect(tab.name()).toBe("bob");
    expect(JSON.stringify(me.seen.slice(from))).not.toContain("ada");
  });

  test("a slow call of A that lands in B's time is not A's success and changes nothing", async () => {
    const tab = open();
    const { server, client, drain } = tab;
    await drain();
    await signIn(tab, "ada");
    const board = watch(client, boardContext, { board_id: 1 });
    await drain();
    const slow = client.call("edit_card", { board_id: 1, id: 11, title: "of ada" });
    const outcome = expect(slow).rejects.toMatchObject({ code: "IDENTITY_CHANGED" });
    const request = await tab.reach("edit_card");
    server.commit(request);
    const call = client.call("sign_in", { username: "bob" });
    await drain(request);
    await call;
    if (!request.isOver) server.deliver(request);
    await drain();
    await outcome;
    expect(tab.name()).toBe("bob");
    expect(board.getState().data).toEqual(server.bundle("board", 1));
  });
});

test("the first call after sign-in brings the new token", async () => {
  const tab = openTab();
  await tab.drain();
  await signIn(tab, "ada");
  const call = tab.client.call("edit_card", { board_id: 1, id: 11, title: "x" });
  await tab.drain();
  await expect(call).resolves.toMatchObject({ title: "x" });
  expect(tab.server.count("session")).toBe(2);
});

test("a token that went stale is fetched again, once, and the call goes out once more", async () => {
  const { server, client, drain } = openTab();
  await drain();
  const first = client.call("edit_card", { board_id: 1, id: 11, title: "x" });
  await drain();
  await first;
  server.sessions.set("anonymous", { user: "", csrf: "rotated" });
  const second = client.call("edit_card", { board_id: 1, id: 11, title: "y" });
  await drain();
  await expect(second).resolves.toMatchObject({ title: "y" });
  expect(server.log.slice(-3)).toEqual(["edit_card", "/api/session/", "edit_card"]);
});

test("a token that never works is an error and no loop", async () => {
  const { server, client, drain } = openTab();
  await drain();
  const call = client.call("edit_card", { board_id: 1, id: 11, title: "x" });
  const outcome = expect(call).rejects.toMatchObject({ code: "CSRF_FAILED", status: 403 });
  const commit = server.commit;
  server.commit = function (request) {
    commit.call(this, request);
    if (request.kind === "session" && request.answer) request.answer.body = { csrf: "wrong" };
  };
  await drain();
  await outcome;
  expect(server.count("edit_card")).toBe(2);
});

test("calls at the same time share one token", async () => {
  const { server, client, drain } = openTab();
  client.expectCalls(() => {});
  void client.call("edit_card", { board_id: 1, id: 11, title: "x" });
  void client.call("edit_card", { board_id: 1, id: 12, title: "y" });
  await drain();
  expect(server.count("session")).toBe(1);
});

test("a sign-out that a read overtakes has gone well all the same", async () => {
  const tab = openTab();
  const { server, client, drain, me } = tab;
  await drain();
  await signIn(tab, "ada");
  const out = client.call("sign_out");
  await settled();
  server.deliver(server.find("session"));
  await settled();
  const request = server.find("sign_out");
  server.commit(request);
  me.refetch();
  await settled();
  server.deliver(server.find("ctx/me"));
  await settled();
  expect(me.getState().data).toBeUndefined();
  await drain();
  await expect(out).resolves.toBeNull();
  expect(tab.name()).toBe("");
});

test("a call that lands after its caller's permissions changed is shown with what it did", async () => {
  const tab = openTab();
  const { server, client, drain, reach, me } = tab;
  await drain();
  await signIn(tab, "ada");
  const board = watch(client, boardContext, { board_id: 1 });
  await drain();
  const edit = client.call("edit_card", { board_id: 1, id: 11, title: "of ada" });
  const request = await reach("edit_card");
  server.permissions = "-more";
  me.refetch();
  await drain(request);
  expect(board.getState().status).toBe("success");
  server.deliver(request);
  await drain();
  await expect(edit).resolves.toMatchObject({ title: "of ada" });
  expect(board.getState().data).toEqual(server.bundle("board", 1));
});

test("two sign-ins at once: the one whose cookie counts is shown", async () => {
  for (const isReversed of [false, true]) {
    const tab = openTab();
    const { server, client, drain } = tab;
    server.isDeafToAbort = true;
    await drain();
    const calls = ["ada", "bob"].map((username) => client.call("sign_in", { username }));
    const outcomes = Promise.allSettled(calls);
    await settled();
    server.deliver(server.find("session"));
    await settled();
    const requests = server.pending.filter(({ fn }) => fn === "sign_in");
    for (const request of requests) server.commit(request);
    for (const request of isReversed ? requests.reverse() : requests) {
      server.deliver(request);
      server.cookie = request.answer?.cookie ?? server.cookie;
      await settled();
    }
    await drain();
    await outcomes;
    expect(tab.name()).toBe(isReversed ? "ada" : "bob");
  }
});

test("answers of the very first moment that disagree are both distrusted", async () => {
  for (const isSignInFirst of [true, false]) {
    const tab = openTab();
    const { server, client, drain, me } = tab;
    const call = client.call("sign_in", { username: "ada" });
    await settled();
    const read = server.find("ctx/me");
    server.commit(read);
    server.deliver(server.find("session"));
    await settled();
    if (!isSignInFirst) {
      server.deliver(read);
      await settled();
    }
    server.deliver(server.find("sign_in"));
    await call;
    await drain();
    expect(tab.name()).toBe("ada");
    expect(me.getState().status).toBe("success");
  }
});

test("a call that finds out on its way that somebody else is here is not made", async () => {
  const tab = openTab();
  const { server, client, drain } = tab;
  await drain();
  await signIn(tab, "ada");
  server.sessions.set("other", { user: "bob", csrf: "token-b" });
  server.cookie = "other";
  const call = client.call("edit_card", { board_id: 1, id: 11, title: "of ada" });
  const outcome = expect(call).rejects.toMatchObject({ code: "IDENTITY_CHANGED" });
  await drain();
  await outcome;
  expect(server.count("edit_card")).toBe(0);
  expect(tab.name()).toBe("bob");
});

test("what is under way when somebody leaves is aborted, reads and calls", async () => {
  const tab = openTab();
  const { server, client, drain, me } = tab;
  await drain();
  await signIn(tab, "ada");
  client.expectCalls(() => {});
  await drain();
  me.refetch();
  const slow = expect(client.call("edit_card", { board_id: 1 })).rejects.toMatchObject({
    code: "IDENTITY_CHANGED",
  });
  void client.call("sign_out");
  await settled();
  const [read, call] = [server.find("ctx/me"), server.find("edit_card")];
  server.deliver(server.find("sign_out"));
  await slow;
  expect([read.isAborted, call.isAborted]).toEqual([true, true]);
  await drain();
});

describe("other tabs", () => {
  test("B's other tab shows nothing of A, and hears only that something changed", async () => {
    const server = new Server();
    const [first, second] = [openTab(server), openTab(server)];
    await first.drain();
    await signIn(first, "ada");
    expect(second.name()).toBe("ada");
    const from = second.me.seen.length;
    const out = first.client.call("sign_out");
    await first.drain();
    await out;
    await signIn(first, "bob");
    expect(second.name()).toBe("bob");
    expect(JSON.stringify(second.me.seen.slice(from))).not.toContain("ada");
    expect(second.events.length).toBeGreaterThan(1);
  });

  test("tabs do not talk each other round in circles", async () => {
    const server = new Server();
    const tabs = [openTab(server), openTab(server), openTab(server)];
    await tabs[0]?.drain();
    const before = server.count("ctx/me");
    if (tabs[0]) await signIn(tabs[0], "ada");
    expect(tabs.map(({ name }) => name())).toEqual(["ada", "ada", "ada"]);
    expect(server.count("ctx/me") - before).toBe(3);
  });

  test("another app on the same origin is left alone", async () => {
    const server = new Server();
    const tab = openTab(server);
    const other = createBench({ base: "/other/" });
    const me = watch(other.client, meContext, {});
    await other.drain();
    await tab.drain();
    await signIn(tab, "ada");
    expect(me.getState().status).toBe("success");
  });
});

test("a read finds somebody else here: nothing of before stays", async () => {
  const tab = openTab();
  await tab.drain();
  await signIn(tab, "ada");
  const from = tab.me.seen.length;
  tab.server.cookie = "anonymous";
  tab.me.refetch();
  await tab.drain();
  expect(tab.name()).toBe("");
  expect(JSON.stringify(tab.me.seen.slice(from + 1))).not.toContain("ada");
});

test("tabs tell each other nothing but that", async () => {
  const tab = openTab();
  await tab.drain();
  await signIn(tab, "ada");
  expect(new Set(FakeChannel.posted)).toEqual(new Set([0]));
});

describe("what a component knows of its calls", () => {
  test("goes with the identity", async () => {
    const tab = openTab();
    const edit = createMutationView(tab.client, { name: "edit_card" });
    edit.subscribe(() => {});
    await tab.drain();
    void edit.getSnapshot().mutate({ board_id: 1, id: 11, title: "x" });
    await tab.drain();
    expect(edit.getSnapshot().data).toMatchObject({ title: "x" });
    await signIn(tab, "ada");
    expect(edit.getSnapshot().data).toBeUndefined();
  });

  test("the next token is there before the next call", async () => {
    const tab = openTab();
    createMutationView(tab.client, { name: "edit_card" }).subscribe(() => {});
    await tab.drain();
    expect(tab.server.count("session")).toBe(1);
    await signIn(tab, "ada");
    expect(tab.server.count("session")).toBe(2);
    const before = tab.server.log.length;
    const call = tab.client.call("edit_card", { board_id: 1, id: 11, title: "x" });
    await tab.drain();
    await call;
    expect(tab.server.log.slice(before)).toEqual(["edit_card"]);
  });
});
