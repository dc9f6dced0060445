import {
  type Client,
  type ContextDescriptor,
  createMutationView,
  createReadView,
  type FunctionDescriptor,
  type MutationResult,
  placeOf,
  type ReadResult,
  type View,
} from "@mizan/base";
import {
  createContext,
  createElement,
  type FunctionComponent,
  type PropsWithChildren,
  useContext,
  useMemo,
  useSyncExternalStore,
} from "react";

/** The client, and per context the params that the nearest Provider gives. */
interface Surroundings {
  readonly client: Client;
  readonly nearest: Readonly<Record<string, object>>;
}

const Mizan = createContext<Surroundings | undefined>(undefined);

function useSurroundings(): Surroundings {
  const surroundings = useContext(Mizan);
  if (!surroundings) throw new Error("No MizanProvider");
  return surroundings;
}

/** Gives the client to all hooks below. */
export function MizanProvider({ client, children }: PropsWithChildren<{ client: Client }>) {
  const value = useMemo(() => ({ client, nearest: {} }), [client]);
  return createElement(Mizan, { value }, children);
}

/** Makes the Provider of a context: its props are the params that hooks below use when given none. */
export function createProvider<Params extends object, Bundle>(
  context: ContextDescriptor<Params, Bundle>,
): FunctionComponent<PropsWithChildren<Params>> {
  return function Provider({ children, ...params }) {
    const outer = useSurroundings();
    // biome-ignore lint/correctness/useExhaustiveDependencies: the text says all of params
    const value = useMemo(
      () => ({ ...outer, nearest: { ...outer.nearest, [context.name]: params } }),
      [outer, JSON.stringify(params)],
    );
    return createElement(Mizan, { value }, children);
  };
}

const useView = <Snapshot>({ subscribe, getSnapshot, getServerSnapshot }: View<Snapshot>) =>
  useSyncExternalStore(subscribe, getSnapshot, getServerSnapshot);

/**
 * Makes the hook that reads one slot of a context.
 *
 * Without params it takes those of the nearest Provider. It throws where there are none either.
 */
export const createRead =
  <Params, Bundle, Slot extends keyof Bundle>(
    context: ContextDescriptor<Params, Bundle>,
    slot?: Slot,
  ) =>
  (given?: Params) => {
    const { client, nearest } = useSurroundings();
    const params = (given ?? nearest[context.name] ?? {}) as Params & object;
    // biome-ignore lint/correctness/useExhaustiveDependencies: the path says all of params
    const view = useMemo(
      () => createReadView(client, context, params, slot),
      [client, placeOf(context, params).path],
    );
    return useView(view) as ReadResult<Bundle[Slot]>;
  };

/** Makes the hook that reads the whole bundle of a context. */
export const createBundle = createRead as <Params, Bundle>(
  context: ContextDescriptor<Params, Bundle>,
) => (params?: Params) => ReadResult<Bundle>;

/** Makes the hook that calls a function. */
export const createMutation =
  <Args, Result, Failure>(fn: FunctionDescriptor<Args, Result, Failure>) =>
  (): MutationResult<Args, Result, Failure> => {
    const { client } = useSurroundings();
    return useView(useMemo(() => createMutationView(client, fn), [client]));
  };
