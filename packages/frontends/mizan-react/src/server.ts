import type { Client } from "@mizan/base";
import {
  createChunks,
  createPageClient,
  type RenderData,
  type Rendered,
  type RenderOptions,
} from "@mizan/base/rendering";
import type { ReactNode } from "react";
import { renderToPipeableStream, renderToString } from "react-dom/server";

/** What React puts before the root: elements that belong into the head. Its escapes leave no `>` in values. */
const HOISTED =
  /^(?:<title\b[^>]*>[^<]*<\/title>|<(?:meta|link)\b[^>]*>|<style\b[^>]*>[^<]*<\/style>)+/;

/** Where a part has suspended: text of React's own, which data cannot hold. */
const SUSPENDED = "<!--$!-->";

/**
 * A page as HTML, what it puts into the head, and what it asked for and was not given. Parts that
 * suspend are waited for; where the page may be streamed, they come later.
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
  // What is missing suspends, too, and never comes: it is rendered again.
  const isWhole = missing().length > 0 || !whole.includes(SUSPENDED);
  if (isWhole) return { ...split(whole), missing: missing() };
  const chunks = streamed(page(client), data)[Symbol.asyncIterator]();
  const { value: first = "" } = await chunks.next();
  const rest = { [Symbol.asyncIterator]: () => chunks };
  if (data.stream) return { ...split(first), missing: missing(), rest };
  let html = first;
  for await (const chunk of rest) html += chunk;
  return { ...split(html), missing: missing() };
}

function split(whole: string) {
  const [head = ""] = HOISTED.exec(whole) ?? [];
  return { head, html: whole.slice(head.length) };
}

/** A page in chunks: its shell, then what was suspended; all at once where it may not be streamed. */
async function* streamed(page: ReactNode, { stream = false, nonce = "" }: RenderData) {
  const chunks = createChunks();
  const decoder = new TextDecoder();
  const sink = {
    write(chunk: string | Uint8Array) {
      chunks.push(typeof chunk === "string" ? chunk : decoder.decode(chunk, { stream: true }));
      return true;
    },
    end: () => chunks.end(),
    destroy: (error: unknown) => chunks.end(error),
    on: () => sink,
  };
  const { pipe } = renderToPipeableStream(page, {
    ...(nonce && { nonce }),
    onShellError: (error) => chunks.end(error),
    [stream ? "onShellReady" : "onAllReady"]: () => pipe(sink as unknown as NodeJS.WritableStream),
  });
  yield* chunks;
}
