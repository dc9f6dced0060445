import type { Client } from "@mizan/base";
import {
  createPageClient,
  type RenderData,
  type Rendered,
  type RenderOptions,
} from "@mizan/base/rendering";
import type { ReactNode } from "react";
import { renderToString } from "react-dom/server";

/** What React puts before the root: elements that belong into the head. Its escapes leave no `>` in values. */
const HOISTED =
  /^(?:<title\b[^>]*>[^<]*<\/title>|<(?:meta|link)\b[^>]*>|<style\b[^>]*>[^<]*<\/style>)+/;

/**
 * A page as HTML, what it puts into the head, and what it asked for and was not given.
 *
 * @param page the whole of it, for the client that is of this page alone
 * @param data what it is rendered with
 * @param options for which functions it was built, and what its components need of a client
 */
export async function render(
  page: (client: Client) => ReactNode,
  data: RenderData,
  options?: RenderOptions,
): Promise<Rendered & { readonly head: string }> {
  const { client, missing } = createPageClient(data, options);
  const whole = renderToString(page(client));
  const [head = ""] = HOISTED.exec(whole) ?? [];
  return { html: whole.slice(head.length), head, missing: missing() };
}
