import type { Client } from "@mizan/base";
import {
  createPageClient,
  type RenderData,
  type Rendered,
  type RenderOptions,
} from "@mizan/base/rendering";
import type { Component } from "svelte";
import { render as renderComponent } from "svelte/server";
import { contextOf } from "./svelte";

/**
 * A page as HTML, what it puts into the head, and what it asked for and was not given.
 *
 * @param component the whole of it
 * @param props for the client that is of this page alone, which `useClient` finds, too
 * @param data what it is rendered with
 * @param options for which functions it was built, and what its components need of a client
 */
export async function render<Props extends Record<string, unknown>>(
  component: Component<Props>,
  props: (client: Client) => Props,
  data: RenderData,
  options?: RenderOptions,
): Promise<Rendered & { readonly head: string }> {
  const { client, missing } = createPageClient(data, options);
  const { body, head } = renderComponent(component as Component, {
    props: props(client),
    context: contextOf(client),
  });
  return { html: body, head, missing: missing() };
}
