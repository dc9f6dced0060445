import {
  type ContextDescriptor,
  createMutationView,
  createReadView,
  type FunctionDescriptor,
  type MutationResult,
  placeOf,
  type ReadResult,
  type View,
} from "@mizan/base";
import { useMemo, useSyncExternalStore } from "react";
import { useSurroundings } from "./provider";

const useView = <Snapshot>({ subscribe, getSnapshot, getServerSnapshot }: View<Snapshot>) =>
  useSyncExternalStore(subscribe, getSnapshot, getServerSnapshot);

/** Nothing given and no Provider: right only where every param has a default. */
function noParams({ name, params }: ContextDescriptor): object {
  const needed = Object.keys(params).filter((param) => !("default" in Object(params[param])));
  if (!needed[0]) return {};
  throw new Error(`Context "${name}" needs ${needed}: give it to the hook, or to a Provider above`);
}

function useSlot<Params, Bundle>(
  context: ContextDescriptor<Params, Bundle>,
  given: Params | undefined,
  slot?: keyof Bundle,
) {
  const { client, nearest } = useSurroundings();
  const params = (given ?? nearest[context.name] ?? noParams(context)) as Params & object;
  const view = useMemo(
    () => createReadView(client, context, params, slot),
    // biome-ignore lint/correctness/useExhaustiveDependencies: the path says all of params
    [client, context, placeOf(context, params).path, slot],
  );
  return useView(view);
}

/**
 * Makes the hook that reads one slot of a context.
 *
 * Without params it takes those of the nearest Provider. It throws where there are none either.
 */
export const createRead =
  <Params, Bundle, Slot extends keyof Bundle>(
    context: ContextDescriptor<Params, Bundle>,
    slot: Slot,
  ) =>
  (params?: Params) =>
    useSlot(context, params, slot) as ReadResult<Bundle[Slot]>;

/** Makes the hook that reads the whole bundle of a context. */
export const createBundle =
  <Params, Bundle>(context: ContextDescriptor<Params, Bundle>) =>
  (params?: Params) =>
    useSlot(context, params) as ReadResult<Bundle>;

/** Makes the hook that calls a function. */
export const createMutation =
  <Args, Result, Failure>(fn: FunctionDescriptor<Args, Result, Failure>) =>
  (): MutationResult<Args, Result, Failure> => {
    const { client } = useSurroundings();
    return useView(useMemo(() => createMutationView(client, fn), [client]));
  };
