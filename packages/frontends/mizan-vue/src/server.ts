import type { Client } from "@mizan/base";
import {
  createChunks,
  createPageClient,
  type RenderData,
  type Rendered,
  type RenderOptions,
} from "@mizan/base/rendering";
import type { App } from "vue";
import {
  renderToSimpleStream,
  renderToString,
  type SSRContext,
  ssrInterpolate,
} from "vue/server-renderer";

/** What components say of their page: `useSSRContext<PageContext>()`. */
export interface PageContext extends SSRContext {
  /** The title of the window. */
  title?: string;
  /** The answer's status, where it is not 200. */
  status?: number;
  /** Where the page is instead. */
  location?: string;
}

/**
 * A page as HTML, what it says of itself, and what it asked for and was not given. Where it may be
 * streamed, what waits comes later.
 *
 * @param page an app of its own for the client that is of this page alone
 * @param data what it is rendered with
 * @param options for which functions it was built, and what its components need of a client
 */
export async function render(
  page: (client: Client) => App | Promise<App>,
  data: RenderData,
  options?: RenderOptions,
): Promise<Rendered> {
  const { client, missing } = createPageClient(data, options);
  const context: PageContext = {};
  const { html, rest } = data.stream
    ? await begin(await page(client), context)
    : { html: await renderToString(await page(client), context), rest: undefined };
  const { title, status, location } = context;
  const head = title === undefined ? "" : `<title>${ssrInterpolate(title)}</title>`;
  return { html, head, missing: missing(), status, location, rest };
}

/** What is ready at once, and what comes later, if anything does. */
async function begin(app: App, context: PageContext) {
  const chunks = createChunks();
  let isWhole = false;
  renderToSimpleStream(app, context, {
    push(chunk) {
      isWhole ||= chunk === null;
      if (chunk === null) chunks.end();
      else chunks.push(chunk);
    },
    destroy: (error) => chunks.end(error),
  });
  // All that waits for nothing but promises that are kept already.
  await new Promise((done) => setTimeout(done));
  const each = chunks[Symbol.asyncIterator]();
  const { value: html = "" } = await each.next();
  const rest = { [Symbol.asyncIterator]: () => each };
  return { html, rest: isWhole ? undefined : rest };
}
