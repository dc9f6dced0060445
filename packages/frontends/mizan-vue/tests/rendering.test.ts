// @vitest-environment node

import { expect, test } from "vitest";
import { createSSRApp, defineComponent, h, Suspense, useSSRContext } from "vue";
import { describeRendering, textOf } from "../../mizan-base/tests/pages";
import { type PageContext, render } from "../src/server";
import { MizanPlugin } from "../src/vue";
import { useCards, useCounts } from "./client.gen";

const Page = defineComponent({
  props: { board_id: { type: Number, required: true } },
  setup({ board_id }) {
    const { data, status } = useCards({ board_id });
    const { data: counts } = useCounts({ board_id });
    return () => [
      h("p", data.value?.map(({ title }) => title).join() ?? status.value),
      h("p", counts.value?.total),
    ];
  },
});

describeRendering((board_id, data) =>
  render((client) => createSSRApp(Page, { board_id }).use(MizanPlugin, { client }), data),
);

const nothing = { build: "b", bundles: [] };

/** A part that is ready later. */
const Later = defineComponent({
  async setup() {
    const text = await new Promise<string>((done) => setTimeout(() => done("ready"), 20));
    return () => h("b", text);
  },
});
const waiting = () =>
  createSSRApp({
    setup() {
      const page = useSSRContext<PageContext>();
      if (page) page.title = "a < b";
      return () => h("main", [h("p", "text"), h(Suspense, null, { default: () => h(Later) })]);
    },
  });

test("a part that waits is waited for", async () => {
  const { html, head, rest } = await render(waiting, nothing);
  expect(textOf(html)).toBe("<main><p>text</p><b>ready</b></main>");
  expect(head).toBe("<title>a &lt; b</title>");
  expect(rest).toBeUndefined();
});

test("where the page may be streamed it comes later", async () => {
  const { html, head, rest } = await render(waiting, { ...nothing, stream: true });
  expect(textOf(html)).toBe("<main><p>text</p>");
  expect(head).toBe("<title>a &lt; b</title>");
  let later = "";
  for await (const chunk of rest ?? []) later += chunk;
  expect(textOf(later)).toBe("<b>ready</b></main>");
});

test("a page that waits for nothing is whole, streamed or not", async () => {
  const page = () => createSSRApp({ render: () => h("p", "text") });
  expect(await render(page, { ...nothing, stream: true })).toMatchObject({ html: "<p>text</p>" });
});
