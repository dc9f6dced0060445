// @vitest-environment node
import { expect, test } from "vitest";
import { createSSRApp, defineComponent, h } from "vue";
import { renderToString } from "vue/server-renderer";
import { createBench } from "../../mizan-base/tests/support";
import { MizanPlugin } from "../src/index";
import { BoardProvider, useCards, useEditCard, useSummary } from "./client.gen";

const Page = defineComponent({
  setup() {
    const { data } = useCards();
    const { data: summary } = useSummary();
    useEditCard();
    return () => h("p", [summary.value?.name, data.value?.map(({ title }) => title).join()]);
  },
});

const NotFound = defineComponent({
  setup() {
    const { data, error } = useCards({ board_id: 99 });
    return () => h("p", data.value ? "data" : error.value?.code);
  },
});

async function render(component: Parameters<typeof h>[0]) {
  const { client, server, drain } = createBench();
  const app = createSSRApp({ render: () => h(component as never) });
  const html = renderToString(app.use(MizanPlugin, { client }));
  await drain();
  return { html: await html, log: server.log };
}

test("what a component reads is there before it is rendered; calls ask for nothing", async () => {
  const { html, log } = await render(() =>
    h(BoardProvider, { board_id: 1 }, { default: () => h(Page) }),
  );
  expect(html).toContain("Board 1Card 1,Card 2,Card 3");
  expect(log).toEqual(["/api/ctx/board/?board_id=1"]);
});

test("a read that fails is rendered as its error", async () => {
  const { html } = await render(NotFound);
  expect(html).toContain("NOT_FOUND");
});
