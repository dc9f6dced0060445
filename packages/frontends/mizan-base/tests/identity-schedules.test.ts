// @vitest-environment happy-dom
/**
 * Seeded random schedules of people who sign in and out in one tab or two of one browser, with calls and
 * reads under way, answers late, lost and out of order: nobody ever sees what is somebody else's.
 */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FakeChannel } from "./channel";
import { boardContext, meContext } from "./contexts";
import { type Chance, createChance } from "./random";
import { type Request, Server } from "./server";
import { createBench, settled, watch } from "./support";

const SCHEDULES = 2_000;
const STEPS = 40;
const PEOPLE = ["ada", "bob", "cyd"];

beforeEach(() => {
  vi.stubGlobal("BroadcastChannel", FakeChannel);
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

function openTab(server: Server, complaints: string[]) {
  const { client } = createBench({}, server);
  const me = watch(client, meContext, {});
  const board = watch(client, boardContext, { board_id: 1 });
  /** Whose page this is, while that is certain. */
  const certain: { user?: string; cookie?: string } = {};

  function look() {
    const { data } = me.getState();
    if (!data) return;
    const { name, notes } = data;
    if (notes.some(({ text }) => text !== `of ${name}`))
      complaints.push(`a page of two people: ${name}`);
    const isCertain = certain.cookie === server.cookie && server.sessions.has(server.cookie);
    if (isCertain && certain.user !== name)
      complaints.push(`${name} is on the page of ${certain.user}`);
  }
  me.subscribe(look);

  async function changeIdentity(fn: string, username: string) {
    await client.call(fn, { username });
    const user = server.sessions.get(server.cookie)?.user ?? "";
    if (user === username) Object.assign(certain, { user, cookie: server.cookie });
    look();
  }

  const edit = (title: string) => client.call("edit_card", { board_id: 1, id: 11, title });
  return { me, board, look, changeIdentity, edit };
}

async function runSchedule(seed: number) {
  const chance: Chance = createChance(seed);
  vi.spyOn(Math, "random").mockImplementation(chance.next);
  FakeChannel.open.length = 0;
  const server = new Server();
  server.isDeafToAbort = chance.next() < 0.5;
  const complaints: string[] = [];
  const tabs = Array.from({ length: 1 + (seed % 2) }, () => openTab(server, complaints));
  const quiet = () => {};

  function deliver(request: Request) {
    if (!request.answer) server.commit(request);
    server.deliver(request);
  }

  const actions: [weight: number, act: (step: number) => void][] = [
    [2, () => void chance.pick(tabs).changeIdentity("sign_in", chance.pick(PEOPLE)).catch(quiet)],
    [1, () => void chance.pick(tabs).changeIdentity("sign_out", "").catch(quiet)],
    [2, (step) => void chance.pick(tabs).edit(`title ${step}`).catch(quiet)],
    [3, () => chance.pick(tabs).me.refetch()],
    [1, () => chance.pick(tabs).board.refetch()],
    [6, () => server.pending[0] && commit(chance.pick(server.pending))],
    [8, () => server.pending[0] && deliver(chance.pick(server.pending))],
    [1, () => server.pending[0] && server.lose(chance.pick(server.pending))],
    [1, () => void vi.advanceTimersByTime(chance.pick([0, 1_000, 5_000]))],
  ];
  const wheel = actions.flatMap(([weight, act]) => Array.from({ length: weight }, () => act));

  function commit(request: Request) {
    if (!request.answer) server.commit(request);
  }

  for (let step = 0; step < STEPS; step++) {
    chance.pick(wheel)(step);
    await settled();
    for (const tab of tabs) tab.look();
  }
  async function drain() {
    for (let round = 0; round < 20 && (round < 2 || server.pending[0]); round++) {
      for (await settled(); server.pending[0]; await settled())
        deliver(chance.pick(server.pending));
      vi.advanceTimersByTime(60_000);
    }
  }
  await drain();
  // A tab cannot know of a sign-out that another one sent when it was signed out already; one that
  // is looked at again can.
  if (tabs.length > 1) {
    for (const { me } of tabs) me.refetch();
    await drain();
  }
  const user = server.sessions.get(server.cookie)?.user ?? "";
  for (const { me, board } of tabs) {
    const { data } = me.getState();
    if (data?.name !== user) complaints.push(`at the end ${data?.name} is shown to ${user}`);
    if (!board.getState().data) complaints.push("at the end there is no board");
    me.unregister();
    me.end();
    board.end();
  }
  vi.clearAllTimers();
  return complaints;
}

test(`${SCHEDULES} schedules`, { timeout: 60_000 }, async () => {
  for (let seed = 1; seed <= SCHEDULES; seed++)
    expect(await runSchedule(seed), `seed ${seed}`).toEqual([]);
});
