/** What only Vue has: refs that render what they change, errors of setup, taking over a page. */
import { hydration } from "@mizan/base/hydration";
import { afterEach, expect, test, vi } from "vitest";
import { createApp, createSSRApp, defineComponent, h, nextTick } from "vue";
import { Server } from "../../mizan-base/tests/server";
import { createBench, settled } from "../../mizan-base/tests/support";
import { MizanPlugin, provideMizan } from "../src/index";
import { useCards, useCounts, useSummary } from "./client.gen";

afterEach(() => {
  vi.restoreAllMocks();
  window.__MIZAN_SSR_DATA__ = null;
});

const text = (container: HTMLElement) => container.textContent;

test("a component renders only for what it shows", async () => {
  const { client, drain } = createBench();
  const renders = { cards: 0, counts: 0, summary: 0 };
  const slot = (name: keyof typeof renders, use: typeof useCards | typeof useCounts) =>
    defineComponent({
      setup() {
        const { data } = (use as typeof useCards)({ board_id: 1 });
        return () => {
          renders[name]++;
          return h("p", JSON.stringify(data.value));
        };
      },
    });
  const slots = [
    slot("cards", useCards),
    slot("counts", useCounts),
    slot("summary", useSummary as never),
  ];
  const app = createApp({ render: () => slots.map((each) => h(each)) });
  app.use(MizanPlugin, { client }).mount(document.createElement("div"));
  await drain();
  await nextTick();
  expect(renders).toEqual({ cards: 2, counts: 2, summary: 2 });
  void client.call("rename_board", { board_id: 1, name: "New" });
  await drain();
  await nextTick();
  expect(renders).toEqual({ cards: 2, counts: 2, summary: 3 });
  void client.call("touch_everything", { board_id: 1 });
  await drain();
  await nextTick();
  expect(renders).toEqual({ cards: 2, counts: 2, summary: 4 });
  app.unmount();
});

test("what is missing is said where it is missing", () => {
  vi.spyOn(console, "warn").mockReturnValue();
  const failing = (setup: () => void) => {
    let message = "";
    const app = createApp({ setup, render: () => null });
    app.config.errorHandler = (error) => {
      message = (error as Error).message;
    };
    app.mount(document.createElement("div"));
    return message;
  };
  expect(failing(() => void useCards({ board_id: 1 }))).toMatch(
    /No client: provideMizan\(client\)/,
  );
  expect(() => useCards({ board_id: 1 })).toThrow("Composables of Mizan belong into setup()");
  const { client } = createBench();
  const Below = { setup: () => void useCards(), render: () => null };
  let message = "";
  const app = createApp({ setup: () => provideMizan(client), render: () => h(Below) });
  app.config.errorHandler = (error) => {
    message = (error as Error).message;
  };
  app.mount(document.createElement("div"));
  expect(message).toBe("board needs board_id: here or in a Provider");
});

function page() {
  const server = new Server();
  const path = "ctx/board/?board_id=1";
  const data = server.bundle("board", 1);
  const bundles = [{ context: "board", params: { board_id: 1 }, path, data }];
  window.__MIZAN_SSR_DATA__ = { who: "who-anonymous", build: server.build, bundles };
  const bench = createBench({ plugins: [hydration()] }, server);
  const container = document.createElement("div");
  container.innerHTML = "<p>Card 1,Card 2,Card 3</p>";
  const seen: (string | undefined)[] = [];
  const Titles = defineComponent({
    setup() {
      const { data } = useCards({ board_id: 1 });
      return () => {
        const titles = data.value?.map(({ title }) => title).join();
        seen.push(titles);
        return h("p", titles);
      };
    },
  });
  const app = createSSRApp({ render: () => h(Titles) }).use(MizanPlugin, { client: bench.client });
  return { ...bench, container, seen, app };
}

test("a page from the server is taken over without a request and without a complaint", async () => {
  const warn = vi.spyOn(console, "warn");
  const complain = vi.spyOn(console, "error");
  const { server, container, app, seen } = page();
  const [element] = container.children;
  app.mount(container);
  await settled();
  expect(server.log).toEqual([]);
  expect(container.children[0]).toBe(element);
  expect(seen).toEqual(["Card 1,Card 2,Card 3"]);
  expect(warn).not.toHaveBeenCalled();
  expect(complain).not.toHaveBeenCalled();
  app.unmount();
});

test("also when a merge landed before", async () => {
  const warn = vi.spyOn(console, "warn");
  const { server, client, drain, container, app, seen } = page();
  void client.call("edit_card", { board_id: 1, id: 11, title: "New" });
  await drain();
  app.mount(container);
  await nextTick();
  expect(seen).toEqual(["Card 1,Card 2,Card 3", "New,Card 2,Card 3"]);
  expect(text(container)).toBe("New,Card 2,Card 3");
  expect(server.count("ctx")).toBe(0);
  expect(warn).not.toHaveBeenCalled();
  app.unmount();
});
