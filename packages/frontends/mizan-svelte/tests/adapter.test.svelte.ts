import { flushSync, mount, unmount } from "svelte";
import { describeAdapter, type Tree } from "../../mizan-base/tests/adapters";
import { settled } from "../../mizan-base/tests/support";
import Page from "./Page.svelte";

describeAdapter((client) => {
  let trees = $state.raw<readonly Tree[]>([]);
  const container = document.createElement("div");
  const page = mount(Page, { target: container, props: { client, trees: () => trees } });
  return {
    container,
    show(next) {
      trees = next;
      flushSync();
    },
    async act(work) {
      await work();
      await settled();
      flushSync();
    },
    fire: (work) => flushSync(work),
    close: () => unmount(page),
  };
});
