import type { Client } from "@mizan/base";
import {
  createPageClient,
  type RenderData,
  type Rendered,
  type RenderOptions,
} from "@mizan/base/rendering";
import type { App } from "vue";
import { renderToString, type SSRContext, ssrInterpolate } from "vue/server-renderer";

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
 * A page as HTML, what it says of itself, and what it asked for and was not given.
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
  const html = await renderToString(await page(client), context);
  const { title, status, location } = context;
  const head = title === undefined ? "" : `<title>${ssrInterpolate(title)}</title>`;
  return { html, head, missing: missing(), status, location };
}
