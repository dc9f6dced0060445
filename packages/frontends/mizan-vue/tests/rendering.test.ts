// @vitest-environment node
import { createSSRApp, defineComponent, h } from "vue";
import { describeRendering } from "../../mizan-base/tests/pages";
import { render } from "../src/server";
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
