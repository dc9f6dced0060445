import type { Plugin } from "vite";

/** See vite.js. */
export function pageRendering(options: {
  /** The module with `pages` and `render`, from Vite's root. */
  readonly entry: string;
  /** Where to listen; `MIZAN_SSR_SOCKET` unless given. Without one nothing is rendered. */
  readonly socket?: string | undefined;
}): Plugin;
