import type { Kernel, Plugin } from "../client";
import type { ContextDescriptor } from "../descriptors";
import { MizanError } from "../errors";
import { IDLE, renderedState, type State } from "../instance";
import type { Place, Values } from "../params";
import type { ContextHandle } from "../store";

/** What an error is on the way. */
interface WireError {
  readonly code: string;
  readonly message: string;
  readonly status: number;
  readonly details?: unknown;
}

/** A place with its bundle, or with the error that a read of it answers. */
export type PagePlace = Omit<Place, "error"> & { readonly error?: WireError };

/**
 * What the server rendered the page with (Protocol §10): per bundle its canonical URL below the base
 * (`path`) and all its params, defaults filled in.
 */
export interface PageData {
  readonly who: string;
  readonly build: string;
  readonly bundles: readonly PagePlace[];
  /** What `GET session/` answers: the first call needs no request before it. */
  readonly session?: Values;
  /** What is rendered, and with what: a name below the pages folder, and its props. */
  readonly component?: string;
  readonly props?: Values;
}

declare global {
  interface Window {
    __MIZAN_SSR_DATA__: PageData | null;
  }
}

/** The page's data, from its script element unless it has been read before; none on a server. */
export function readPage(): PageData | null {
  if (typeof window === "undefined") return null;
  const text = document.getElementById("mizan-ssr")?.textContent;
  window.__MIZAN_SSR_DATA__ ??= text ? JSON.parse(text) : null;
  return window.__MIZAN_SSR_DATA__;
}

/** The place with its error as what a read throws. */
export const revived = ({ error, ...place }: PagePlace): Place =>
  error
    ? { ...place, error: new MizanError(error.code, error.message, error.status, error.details) }
    : place;

/**
 * Starts from what the server rendered the page with, without a request (Protocol §10): where that
 * came from another build it is thrown away, where from somebody else, with their first answer.
 */
export function hydration(): Plugin {
  return (kernel) => {
    const page = readPage();
    if (page?.build !== kernel.build) return;
    const { exchange, onEvent, registerContext } = kernel;
    /** What hydration starts from, whatever has happened since. */
    const rendered = new Map<string, State>();
    let { session } = page;
    // When all plugins have wrapped it, and before anything is answered.
    queueMicrotask(() => kernel.meet(page.who));
    for (const place of page.bundles.map(revived)) {
      kernel.open(place);
      rendered.set(place.path, renderedState(place));
    }
    kernel.onEvent = (event) => {
      if (event.type === "identity") {
        rendered.clear();
        session = undefined;
      }
      onEvent(event);
    };
    kernel.exchange = async (path, init, key) => {
      if (path !== "session/" || !session) return exchange(path, init, key);
      const data = session;
      session = undefined;
      return { data };
    };
    kernel.registerContext = ((context: ContextDescriptor, params: object) => {
      const handle = registerContext(context, params as never) as ContextHandle<Values>;
      return { ...handle, getServerState: () => rendered.get(handle.place.path) ?? IDLE };
    }) as Kernel["registerContext"];
  };
}
