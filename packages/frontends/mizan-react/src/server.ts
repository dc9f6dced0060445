import { createClient } from "@mizan/base";
import { type RenderData, type Rendered, rendering } from "@mizan/base/rendering";
import { type ComponentType, createElement } from "react";
import { renderToString } from "react-dom/server";
import { MizanProvider } from "./react";

/** A page as HTML, and what it asked for and was not given. One client for each page. */
export async function render<Props extends object>(
  component: ComponentType<Props>,
  props: Props,
  data: RenderData,
): Promise<Rendered> {
  const { plugin, missing } = rendering(data);
  const client = createClient({ base: "/", build: data.build, plugins: [plugin] });
  const page = createElement(MizanProvider, { client }, createElement(component, props));
  return { html: renderToString(page), missing: missing() };
}
