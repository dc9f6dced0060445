import {
  type Client,
  type ContextDescriptor,
  createMutationView,
  type FunctionDescriptor,
  type Memory,
  type MutationResult,
  placeOf,
  type ReadOptions,
  type ReadResult,
  type Selecting,
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

/** What stands above a component. */
export function useSurroundings(): Surroundings {
  const surroundings = useContext(Mizan);
  if (!surroundings) throw new Error("No MizanProvider");
  return surroundings;
}

/** The client of this page: for `prefetch`, or a call outside of hooks. */
export const useClient = (): Client => useSurroundings().client;

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

/** The snapshots of a view. */
export const useView = <Snapshot>({ subscribe, getSnapshot, getServerSnapshot }: View<Snapshot>) =>
  useSyncExternalStore(subscribe, getSnapshot, getServerSnapshot);

/** With `suspense` a component is only rendered where there is data. */
type Suspending<Data> = "enabled" extends keyof ReadOptions
  ? ReadOptions<Data> & { readonly suspense: true }
  : never;

/** A hook that reads; with `select` it gives what is selected. */
export interface ReadHook<Params, Data> {
  <Selected>(params: Params | undefined, options: Selecting<Data, Selected>): ReadResult<Selected>;
  (
    params: Params | undefined,
    options: Suspending<Data>,
  ): ReadResult<Data> & { readonly data: Data };
  (params?: Params, options?: ReadOptions<Data>): ReadResult<Data>;
}

/**
 * Makes the hook that reads one slot of a context.
 *
 * Without params it takes those of the nearest Provider. It throws where there are none either.
 */
export const createRead = <Params, Bundle, Slot extends keyof Bundle>(
  context: ContextDescriptor<Params, Bundle>,
  slot?: Slot,
): ReadHook<Params, Bundle[Slot]> =>
  ((given?: Params, options?: ReadOptions) => {
    const { client, nearest } = useSurroundings();
    const memory = useMemo<Memory>(() => ({}), []);
    memory.options = options;
    const params = (given ?? nearest[context.name]) as Params & object;
    // biome-ignore lint/correctness/useExhaustiveDependencies: the texts say all but functions, which the memory has
    const view = useMemo(
      () => client.readView(context, params, slot, memory),
      [client, placeOf(context, params).path, JSON.stringify(options)],
    );
    return useView(view);
  }) as ReadHook<Params, Bundle[Slot]>;

/** Makes the hook that reads the whole bundle of a context. */
export const createBundle = createRead as <Params, Bundle>(
  context: ContextDescriptor<Params, Bundle>,
) => ReadHook<Params, Bundle>;

/** Makes the hook that calls a function. */
export const createMutation =
  <Args, Result, Failure>(fn: FunctionDescriptor<Args, Result, Failure>) =>
  (): MutationResult<Args, Result, Failure> => {
    const { client } = useSurroundings();
    return useView(useMemo(() => createMutationView(client, fn), [client]));
  };
