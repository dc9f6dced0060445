import type { Values } from "./params";

/** What the server rendered the page with (Protocol §10); `params` with defaults, sorted by name. */
export interface PageData {
  readonly who: string;
  readonly build: string;
  readonly bundles: readonly { context: string; params: Values; data: Values }[];
}

declare global {
  interface Window {
    __MIZAN_SSR_DATA__?: PageData;
  }
}

/** The page's data, from its script element unless it has been read before; nothing off the page. */
export function readPage(): PageData | undefined {
  if (typeof window === "undefined") return;
  const text = document.getElementById("mizan-ssr")?.textContent;
  if (text) window.__MIZAN_SSR_DATA__ ??= JSON.parse(text);
  return window.__MIZAN_SSR_DATA__;
}
