/** What only Svelte has: live objects that are stores, and errors where a client is missing. */
import { flushSync, mount, unmount } from "svelte";
import { expect, test } from "vitest";
import { createBench } from "../../mizan-base/tests/support";
import Store from "./Store.svelte";

test("a live object is a store, too", async () => {
  const { client, server, drain } = createBench();
  const target = document.createElement("div");
  const page = mount(Store, { target, props: { client, isReading: true } });
  expect(target.textContent).toBe("loading");
  await drain();
  flushSync();
  expect(target.textContent).toBe("Card 1,Card 2,Card 3");
  void client.call("edit_card", { board_id: 1, id: 11, title: "New" });
  await drain();
  flushSync();
  expect(target.textContent).toBe("New,Card 2,Card 3");
  expect(server.count("ctx")).toBe(1);
  await unmount(page);
});

test("without a client it says how to give one", () => {
  const target = document.createElement("div");
  const props = { client: undefined, isReading: true };
  expect(() => mount(Store, { target, props })).toThrow(
    "No client: provideMizan(client) in a component above",
  );
});
