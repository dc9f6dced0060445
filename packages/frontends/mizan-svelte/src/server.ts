import { createClient } from "@mizan/base";
import { type RenderData, type Rendered, rendering } from "@mizan/base/rendering";
import type { Component } from "svelte";
import { render as renderComponent } from "svelte/server";
import { contextOf } from "./svelte";

/** A page as HTML, what it puts into the head, and what it asked for and was not given. */
export async function render<Props extends Record<string, unknown>>(
  component: Component<Props>,
  props: Props,
  data: RenderData,
): Promise<Rendered & { readonly head: string }> {
  const { plugin, missing } = rendering(data);
  const client = createClient({ base: "/", build: data.build, plugins: [plugin] });
  const { body, head } = renderComponent(component as Component, {
    props,
    context: contextOf(client),
  });
  return { html: body, head, missing: missing() };
}
