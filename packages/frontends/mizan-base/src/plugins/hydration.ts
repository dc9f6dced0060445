import type { Kernel, Plugin } from "../client";
import type { ContextDescriptor } from "../descriptors";
import { IDLE, type State } from "../instance";
import type { Place, Values } from "../params";
import type { ContextHandle } from "../store";

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
const readPage = (): PageData | null =>
  (window.__MIZAN_SSR_DATA__ ??= JSON.parse(
    document.getElementById("mizan-ssr")?.textContent ?? "null",
  ));

/**
 * Starts from what the server rendered the page with, without a request (Protocol §10): where that
 * came from another build it is thrown away, where from somebody else, with their first answer.
 */
export function hydration(): Plugin {
  return (kernel) => {
    const page = typeof window === "undefined" ? null : readPage();
    if (page?.build !== kernel.build) return;
    const { onEvent, registerContext } = kernel;
    /** What hydration starts from, whatever has happened since. */
    const rendered = new Map<string, State>();
    kernel.meet(page.who);
    for (const place of page.bundles) {
      kernel.open(place);
      rendered.set(place.path, { ...IDLE, data: place.data, status: "success" });
    }
    kernel.onEvent = (event) => {
      if (event.type === "identity") rendered.clear();
      onEvent(event);
    };
    kernel.registerContext = ((context: ContextDescriptor, params: object) => {
      const handle = registerContext(context, params as never) as ContextHandle<Values>;
      return { ...handle, getServerState: () => rendered.get(handle.place.path) ?? IDLE };
    }) as Kernel["registerContext"];
  };
}
