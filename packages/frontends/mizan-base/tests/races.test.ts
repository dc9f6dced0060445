import { expect, test } from "vitest";
import { createClient } from "../src/index";
import { events } from "../src/plugins/events";
import { optimisticUpdates } from "../src/plugins/optimistic";
import { readOptions } from "../src/plugins/options";
import { retries } from "../src/plugins/retries";
import { boardContext } from "./contexts";
import { type Driver, interleavings, run, SCENARIOS, type Stage } from "./scenarios";
import { Server } from "./server";

export const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

function kernelStage(): Stage {
  const server = new Server();
  const client = createClient({
    base: "/api/",
    build: server.build,
    fetch: server.fetch,
    plugins: [readOptions(), optimisticUpdates(), retries(), events()],
  });
  const driver: Driver = {
    mount(board_id) {
      const handle = client.registerContext(boardContext, { board_id });
      let { data } = handle.getState();
      const unmount = handle.subscribe(() => {
        data = handle.getState().data;
      });
      return { bundle: () => data, refetch: handle.refetch, unmount };
    },
    call: (fn, args, options) => void client.attempt(fn, args, options),
    settle: settled,
  };
  return { server, driver, screen: undefined, sent: new Map() };
}

const WAYS = [
  { way: "", isDeafToAbort: false, isFlying: false },
  { way: " (late answers do arrive)", isDeafToAbort: true, isFlying: false },
  { way: " (answers bring what they made stale)", isDeafToAbort: false, isFlying: true },
];

for (const { way, isDeafToAbort, isFlying } of WAYS)
  test.for(SCENARIOS)(`$name${way}`, async (scenario) => {
    let orders = 0;
    for (const order of interleavings(scenario.parties.map((steps) => steps.length))) {
      const stage = kernelStage();
      Object.assign(stage.server, { isDeafToAbort, isFlying });
      expect(await run(stage, scenario, order), `order ${order.join("")}`).toEqual([]);
      orders++;
    }
    expect(orders).toBeGreaterThan(3);
  });
