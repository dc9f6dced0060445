/**
 * One page: which component, with what, and how it failed if it did. Knows no socket.
 *
 * @typedef {object} RenderRequest
 * @property {string} component below the pages folder: `BoardPage.tsx`
 * @property {Record<string, unknown>} props
 * @property {string} build
 * @property {string} address what was asked for: path and query
 * @property {boolean} stream whether what is not ready may come later
 * @property {string} nonce what inline scripts need to run
 * @property {readonly { context: string, params: object, path: string, ref: string, isRefused: boolean }[]} bundles
 *
 * @typedef {object} Rendered
 * @property {string} html
 * @property {readonly { context: string, params: object, path: string }[]} missing what was asked for and not given
 * @property {string} [head] HTML for the document's head
 * @property {number} [status] of the answer, where it is not 200
 * @property {string} [location] where the page is instead
 * @property {AsyncIterable<string>} [rest] what comes later, where the request said that it may
 *
 * @typedef {object} Entry what a bundle of pages exports
 * @property {Record<string, Module | (() => Promise<Module>)>} pages by address, loaded or how to load them: `./pages/BoardPage.tsx`
 * @property {(component: unknown, props: object, data: { build: string, address: string, stream: boolean, nonce: string, bundles: readonly object[] }) => Promise<Rendered>} render
 *
 * @typedef {{ default: unknown }} Module with the component as its default
 *
 * @typedef {{ get: (name: string) => unknown }} Data
 */

/** A request that cannot be rendered: whose fault it is, and what to do. */
export class RenderError extends Error {
  /**
   * @param {"UNKNOWN_COMPONENT" | "RENDER_FAILED"} code
   * @param {string} message
   * @param {unknown} [cause]
   */
  constructor(code, message, cause) {
    super(message, { cause });
    this.name = "RenderError";
    this.code = code;
  }
}

/**
 * Only what the bundle holds is found, by its own name: no path leads anywhere.
 *
 * @param {Entry["pages"]} pages
 * @param {string} component
 */
function findPage(pages, component) {
  const names = Object.keys(pages);
  const name = names.find((each) => each.endsWith(`/pages/${component}`));
  const isPlain = !/(^|[/\\])\.\.?([/\\]|$)|\\|\0|^\//.test(component);
  if (name && isPlain) return /** @type {NonNullable<typeof pages[string]>} */ (pages[name]);
  const known = names.map((each) => each.slice(each.indexOf("/pages/") + 7)).sort();
  const list = known.join(", ") || "none";
  throw new RenderError(
    "UNKNOWN_COMPONENT",
    `no page ${JSON.stringify(component)}; there are: ${list}`,
  );
}

/**
 * @param {() => Promise<Entry>} loadEntry
 * @param {RenderRequest} request
 * @param {Data} data
 * @returns {Promise<Rendered>}
 */
export async function renderPage(loadEntry, { component, props, bundles, ...request }, data) {
  const given = bundles.map(({ ref, isRefused, ...place }) => ({
    ...place,
    [isRefused ? "error" : "data"]: data.get(ref),
  }));
  try {
    const entry = await loadEntry();
    const load = findPage(entry.pages, component);
    const page = await (typeof load === "function" ? load() : load);
    return await entry.render(page.default, props, { ...request, bundles: given });
  } catch (error) {
    if (error instanceof RenderError) throw error;
    throw new RenderError("RENDER_FAILED", `${component}: ${textOf(error)}`, error);
  }
}

/** @param {unknown} error */
const textOf = (error) => (error instanceof Error ? error.message : String(error));
