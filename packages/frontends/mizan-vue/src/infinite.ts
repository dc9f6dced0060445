import type { ContextDescriptor, View } from "@mizan/base";
import {
  createInfiniteView,
  type InfiniteOptions,
  type InfiniteResult,
} from "@mizan/base/infinite";
import { computed, inject, type MaybeRefOrGetter, toValue } from "vue";
import { nearestOf, type Refs, refsOf, useClient, useView } from "./vue";

/**
 * Makes the composable that reads one slot page after page; `fetchNextPage` reads one more.
 *
 * Without params it takes those of the nearest Provider.
 */
export const createInfiniteRead =
  <Params, Bundle, Slot extends keyof Bundle, Param extends keyof Params>(
    context: ContextDescriptor<Params, Bundle>,
    slot: Slot,
    options: InfiniteOptions<Params, Bundle[Slot], Param>,
  ) =>
  (
    given?: MaybeRefOrGetter<Omit<Params, Param>>,
  ): Refs<InfiniteResult<Bundle[Slot], Params[Param]>> => {
    const client = useClient();
    const nearest = inject<object>(nearestOf(context), {});
    type Found = {
      readonly key: string;
      readonly view: View<InfiniteResult<Bundle[Slot], Params[Param]>>;
    };
    const found = computed<Found>((last) => {
      const params = (toValue(given) ?? { ...nearest }) as Omit<Params, Param>;
      const key = JSON.stringify(params);
      if (last?.key === key) return last;
      return { key, view: createInfiniteView(client, context, params, slot, options) };
    });
    return refsOf(useView(() => found.value.view));
  };
