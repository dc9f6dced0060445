/** The panel as somebody sees it who looks for why a screen shows what it shows. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { boardContext } from "../../mizan-base/tests/contexts";
import { createBench, settled, watch } from "../../mizan-base/tests/support";
import { devtools } from "../src/index";

beforeEach(() => document.body.replaceChildren());
afterEach(() => document.body.replaceChildren());

async function open() {
  const bench = createBench({ plugins: [devtools()] });
  const board = watch(bench.client, boardContext, { board_id: 1 });
  await bench.drain();
  const root = document.querySelector("mizan-devtools")?.shadowRoot as ShadowRoot;
  const buttons = () => [...root.querySelectorAll("button")];
  const press = async (name: string) => {
    buttons()
      .find(({ textContent }) => textContent?.startsWith(name))
      ?.click();
    await settled();
  };
  const text = () => root.querySelector("section")?.textContent ?? "";
  return { ...bench, board, root, press, text };
}

test("it is closed until somebody opens it, and Escape closes it", async () => {
  const { root, press } = await open();
  const region = root.querySelector("section") as HTMLElement;
  expect(region.hidden).toBe(true);
  await press("Mizan");
  expect(region.hidden).toBe(false);
  expect(root.querySelector(".toggle")?.getAttribute("aria-expanded")).toBe("true");
  region.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
  expect(region.hidden).toBe(true);
});

test("it shows instances with params, state, version and how often they are shown", async () => {
  const { press, text, client, board } = await open();
  await press("Mizan");
  expect(text()).toContain("board board_id=1");
  expect(text()).toContain("success · version 1 · 1 shown");
  expect(text()).toContain('"title": "Card 1"');
  const second = watch(client, boardContext, { board_id: 1 });
  await settled();
  expect(text()).toContain("2 shown");
  second.end();
  board.end();
  await settled();
  expect(text()).toContain("0 shown");
});

test("it says what merged or invalidated what, and how a call went", async () => {
  const { press, text, client, drain } = await open();
  await press("Mizan");
  void client.attempt("edit_card", { board_id: 1, id: 11, title: "New" });
  void client.attempt("touch_all", { board_id: 1, title: "x" });
  void client.attempt("edit_card", { board_id: 1, id: 99, title: "New" });
  await drain();
  expect(text()).toMatch(/merged upsert cards by edit_card/);
  expect(text()).toMatch(/merged replace counts by edit_card/);
  expect(text()).toMatch(/invalidated by touch_all/);
  expect(text()).toMatch(/edit_card merged cards, counts/);
  expect(text()).toMatch(/edit_card REFUSED/);
});

test("it reads and invalidates the instance that is chosen", async () => {
  const { press, text, server, drain } = await open();
  await press("Mizan");
  await press("Refetch");
  await drain();
  expect(server.count("ctx")).toBe(2);
  await press("Invalidate");
  await drain();
  expect(server.count("ctx")).toBe(3);
  expect(text()).toContain("invalidated by hand");
});

test("text of the server is text", async () => {
  const { press, root, client, drain } = await open();
  await press("Mizan");
  void client.attempt("edit_card", { board_id: 1, id: 11, title: "<img src=x onerror=alert(1)>" });
  await drain();
  expect(root.querySelector("img")).toBeNull();
});

test("two clients of a page share one panel", async () => {
  await open();
  await open();
  expect(document.querySelectorAll("mizan-devtools")).toHaveLength(1);
});
