import { type Client, createClient, type Kernel, type Plugin } from "../client";
import type { ContextDescriptor } from "../descriptors";
import { IDLE, renderedState, type State } from "../instance";
import { type Place, placeOf, type Values } from "../params";
import type { ContextHandle } from "../store";
import { type PagePlace, revived } from "./hydration";

/** What a page is rendered with: bundles or errors, each with its place. */
export interface RenderData {
  readonly build: string;
  readonly bundles: readonly PagePlace[];
  /** What was asked for: path and query. */
  readonly address?: string;
  /** Whether what is not ready may come later; the scripts that place it need this nonce. */
  readonly stream?: boolean;
  readonly nonce?: string;
}

/** A page as a server wants it. */
export interface Rendered {
  readonly html: string;
  /** HTML for the document's head. */
  readonly head?: string;
  /** The places that were asked for and not given. */
  readonly missing: readonly Pick<Place, "context" | "params" | "path">[];
  /** The answer's status, where it is not 200. */
  readonly status?: number | undefined;
  /** Where the page is instead: an address of this site. */
  readonly location?: string | undefined;
  /** What comes later, where it may. */
  readonly rest?: AsyncIterable<string> | undefined;
}

/** Chunks of a page between whoever makes and whoever sends them. */
export function createChunks() {
  const chunks: string[] = [];
  let isOver = false;
  let failure: unknown;
  let wake = () => {};
  return {
    push(chunk: string) {
      chunks.push(chunk);
      wake();
    },
    end(error?: unknown) {
      isOver = true;
      failure = error;
      wake();
    },
    /** What there is, joined, whenever there is some. Throws what it ended with. */
    async *[Symbol.asyncIterator](): AsyncGenerator<string> {
      for (;;) {
        if (chunks.length) yield chunks.splice(0).join("");
        else if (failure) throw failure;
        else if (isOver) return;
        else
          await new Promise<void>((done) => {
            wake = done;
          });
      }
    },
  };
}

/** Not there and not under way: nobody waits for it while a page is rendered. */
const ABSENT: State = { ...IDLE, status: "loading" };

export interface RenderOptions {
  /** The schema that the generated client was made from; a page of another one is not rendered. */
  readonly build?: string;
  /** What components need of a client: `readOptions()`, where they give any. */
  readonly plugins?: readonly Plugin[];
}

/**
 * The client of one page on a server: components are given what is there, and what they ask for
 * besides is noted. Nothing is requested and nothing is shared with another page.
 *
 * @throws Error where the server has other functions than the client knows
 */
export function createPageClient(
  { build, bundles }: RenderData,
  { build: known = build, plugins = [] }: RenderOptions = {},
): { readonly client: Client; readonly missing: () => Rendered["missing"] } {
  if (known !== build)
    throw new Error(
      `Built for other functions (${known}) than the server has (${build}): build again`,
    );
  const given = new Map(bundles.map((place) => [place.path, renderedState(revived(place))]));
  const missing = new Map<string, Rendered["missing"][number]>();
  const rendering: Plugin = (kernel) => {
    kernel.expectCalls = () => () => {};
    kernel.registerContext = ((descriptor: ContextDescriptor, values: object) => {
      const place = placeOf(descriptor, values);
      const { context, params, path } = place;
      const state = given.get(path) ?? ABSENT;
      if (state === ABSENT) missing.set(path, { context, params, path });
      return {
        place,
        getState: () => state,
        getServerState: () => state,
        subscribe: () => () => {},
        refetch() {},
        unregister() {},
      } satisfies ContextHandle<Values>;
    }) as Kernel["registerContext"];
  };
  const client = createClient({ base: "/", build, plugins: [rendering, ...plugins] });
  return { client, missing: () => [...missing.values()] };
}
