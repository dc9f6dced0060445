import type { Place, Values } from "./params";

/**
 * What the server rendered the page with (Protocol §10): per bundle its canonical URL below the base
 * (`path`) and all its params, defaults filled in.
 */
export interface PageData {
  readonly who: string;
  readonly build: string;
  readonly bundles: readonly (Place & { readonly data: Values })[];
}

declare global {
  interface Window {
    __MIZAN_SSR_DATA__: PageData | null;
  }
}

/** The page's data, from its script element unless it has been read before. */
export const readPage = (): PageData | null =>
  (window.__MIZAN_SSR_DATA__ ??= JSON.parse(
    document.getElementById("mizan-ssr")?.textContent ?? "null",
  ));
