import type { Kernel, Plugin } from "../client";
import type { ContextDescriptor } from "../descriptors";
import { IDLE, type State } from "../instance";
import { type Place, placeOf, type Values } from "../params";
import type { ContextHandle } from "../store";

/** What a page is rendered with: bundles, each with its place. */
export interface RenderData {
  readonly build: string;
  readonly bundles: readonly (Place & { readonly data: Values })[];
}

/** A page as a server wants it: its HTML, and the places that were asked for and not given. */
export interface Rendered {
  readonly html: string;
  readonly missing: readonly Pick<Place, "context" | "params" | "path">[];
}

/** Not there and not under way: nobody waits for it while a page is rendered. */
const ABSENT: State = { ...IDLE, status: "loading" };

/**
 * One page on a server: components are given what is there, and what they ask for besides is noted.
 * Nothing is requested and nothing is shared with another page.
 */
export function rendering({ bundles }: Pick<RenderData, "bundles">): {
  readonly plugin: Plugin;
  readonly missing: () => Rendered["missing"];
} {
  const given = new Map(bundles.map((bundle) => [bundle.path, bundle.data]));
  const missing = new Map<string, Rendered["missing"][number]>();
  const plugin: Plugin = (kernel) => {
    kernel.registerContext = ((descriptor: ContextDescriptor, values: object) => {
      const place = placeOf(descriptor, values);
      const { context, params, path } = place;
      const data = given.get(path);
      if (!data) missing.set(path, { context, params, path });
      const state: State = data ? { ...IDLE, data, status: "success" } : ABSENT;
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
  return { plugin, missing: () => [...missing.values()] };
}
