import { createClient } from "@mizan/base";
import { type RenderData, type Rendered, rendering } from "@mizan/base/rendering";
import { type Component, createSSRApp, h } from "vue";
import { renderToString } from "vue/server-renderer";
import { MizanPlugin } from "./vue";

/** A page as HTML, and what it asked for and was not given. One client for each page. */
export async function render(
  component: Component,
  props: Record<string, unknown>,
  data: RenderData,
): Promise<Rendered> {
  const { plugin, missing } = rendering(data);
  const client = createClient({ base: "/", build: data.build, plugins: [plugin] });
  const app = createSSRApp({ render: () => h(component, props) });
  app.use(MizanPlugin, { client });
  return { html: await renderToString(app), missing: missing() };
}
