import type { ContextDescriptor } from "@mizan/base";
import {
  createInfiniteView,
  type InfiniteOptions,
  type InfiniteResult,
} from "@mizan/base/infinite";
import { getContext } from "svelte";
import { type Live, liveOf, nearestOf, type Source, sourceOf, useClient } from "./svelte";

/**
 * Makes the function that reads one slot page after page; `fetchNextPage` reads one more.
 *
 * Params come as a getter; without it they are those of the nearest component above that provides them.
 */
export const createInfiniteRead =
  <Params, Bundle, Slot extends keyof Bundle, Param extends keyof Params>(
    context: ContextDescriptor<Params, Bundle>,
    slot: Slot,
    options: InfiniteOptions<Params, Bundle[Slot], Param>,
  ) =>
  (given?: () => Omit<Params, Param>): Live<InfiniteResult<Bundle[Slot], Params[Param]>> => {
    const client = useClient();
    const getParams = given ?? getContext<typeof given>(nearestOf(context));
    let key: string | undefined;
    let source: Source<InfiniteResult<Bundle[Slot], Params[Param]>>;
    return liveOf(() => {
      const params = getParams?.() as Omit<Params, Param>;
      const found = JSON.stringify(params) ?? "";
      if (key !== found) {
        key = found;
        source = sourceOf(createInfiniteView(client, context, params, slot, options));
      }
      return source;
    });
  };
