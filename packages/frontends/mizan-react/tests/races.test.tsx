/** The kernel's races once more, judged by what is on the screen. */
import { act } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, expect, test, vi } from "vitest";
import { interleavings, run, SCENARIOS, type Stage } from "../../mizan-base/tests/scenarios";
import { Server } from "../../mizan-base/tests/server";
import { settled } from "../../mizan-base/tests/support";
import { createClient, MizanProvider } from "../src/index";
import { useBoard, useCards, useCounts, useSummary } from "./client.gen";

vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);

const roots: Root[] = [];
afterEach(async () => {
  await act(() => {
    for (const root of roots.splice(0)) root.unmount();
  });
});

/** Shows each slot through a hook of its own, as a page does. */
function Slots({ onRefetch }: { onRefetch: (refetch: () => void) => void }) {
  onRefetch(useBoard({ board_id: 1 }).refetch);
  const { data: cards } = useCards({ board_id: 1 });
  const { data: counts } = useCounts({ board_id: 1 });
  const { data: summary } = useSummary({ board_id: 1 });
  return cards ? JSON.stringify({ cards, counts, summary }) : null;
}

function reactStage(): Stage {
  const server = new Server();
  const client = createClient({ base: "/api/", build: server.build, fetch: server.fetch });
  const container = document.createElement("div");
  const root = createRoot(container);
  roots.push(root);
  let refetch = () => {};
  const keep = (given: () => void) => {
    refetch = given;
  };
  const slots = <Slots onRefetch={keep} />;
  return {
    server,
    screen: undefined,
    sent: new Map(),
    driver: {
      mount() {
        act(() => root.render(<MizanProvider client={client}>{slots}</MizanProvider>));
        return {
          bundle: () => (container.textContent ? JSON.parse(container.textContent) : undefined),
          refetch: () => refetch(),
          unmount: () => act(() => root.render(null)),
        };
      },
      call: (fn, args) => void client.call(fn, args).catch(() => {}),
      settle: () => act(settled),
    },
  };
}

test.for(SCENARIOS)("$name", { timeout: 60_000 }, async (scenario) => {
  const orders = [...interleavings(scenario.parties.map((steps) => steps.length))];
  // Every order runs against the kernel; here every seventh of the long ones will do.
  const some = orders.filter((_, index) => orders.length < 50 || index % 7 === 0);
  for (const order of some)
    expect(await run(reactStage(), scenario, order), `order ${order.join("")}`).toEqual([]);
  expect(some.length).toBeGreaterThan(3);
});
