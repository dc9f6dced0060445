import type { navigate, route } from "@/router";

/**
 * Where the page is, and how to go elsewhere. The router fills it in: it imports all pages, so a page
 * that imported the router would close a circle, and a saved file would load the window anew.
 */
export const navigation = {} as { navigate: typeof navigate; route: typeof route };
