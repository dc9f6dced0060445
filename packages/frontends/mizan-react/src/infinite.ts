import type { ContextDescriptor } from "@mizan/base";
import {
  createInfiniteView,
  type InfiniteOptions,
  type InfiniteResult,
} from "@mizan/base/infinite";
import { useMemo } from "react";
import { useSurroundings, useView } from "./react";

/**
 * Makes the hook that reads one slot page after page; `fetchNextPage` reads one more.
 *
 * Without params it takes those of the nearest Provider.
 */
export const createInfiniteRead =
  <Params, Bundle, Slot extends keyof Bundle, Param extends keyof Params>(
    context: ContextDescriptor<Params, Bundle>,
    slot: Slot,
    options: InfiniteOptions<Params, Bundle[Slot], Param>,
  ) =>
  (given?: Omit<Params, Param>): InfiniteResult<Bundle[Slot], Params[Param]> => {
    const { client, nearest } = useSurroundings();
    const params = (given ?? nearest[context.name]) as Omit<Params, Param>;
    // biome-ignore lint/correctness/useExhaustiveDependencies: the text says all of params
    const view = useMemo(
      () => createInfiniteView(client, context, params, slot, options),
      [client, JSON.stringify(params)],
    );
    return useView(view);
  };
