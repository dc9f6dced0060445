import type { Client, Plugin } from "@mizan/base";
import { createPageClient, type RenderData, type Rendered } from "@mizan/base/rendering";
import type { App } from "vue";
import { renderToString, type SSRContext } from "vue/server-renderer";

/**
 * A page as HTML, and what it asked for and was not given.
 *
 * @param page an app of its own for the client that is of this page alone
 * @param data what it is rendered with
 * @param context what components find by `useSSRContext`
 * @param plugins what its components need of a client
 */
export async function render(
  page: (client: Client) => App | Promise<App>,
  data: RenderData,
  context: SSRContext = {},
  plugins?: readonly Plugin[],
): Promise<Rendered> {
  const { client, missing } = createPageClient(data, plugins);
  const html = await renderToString(await page(client), context);
  return { html, missing: missing() };
}
