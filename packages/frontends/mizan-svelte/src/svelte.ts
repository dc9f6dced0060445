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
import { getContext, hasContext, onMount, setContext } from "svelte";
import { createSubscriber } from "svelte/reactivity";

/**
 * What a component reads: its fields follow the state where they are read in markup, `$derived` or
 * `$effect` (so don't take them apart), and the whole is a store: `$board.data`.
 */
export type Live<Snapshot> = Snapshot & {
  subscribe(run: (snapshot: Snapshot) => void): () => void;
};

const CLIENT = Symbol("mizan");
/** Per context the params that the nearest component above gives. */
export const nearestOf = (context: { readonly name: string }) => `mizan ${context.name}`;

/** Gives the client to all components below; in the script of the outermost. */
export function provideMizan(client: Client): void {
  setContext(CLIENT, client);
}

/** The context in which a component finds the client that no component above provides. */
export const contextOf = (client: Client): Map<unknown, unknown> => new Map([[CLIENT, client]]);

/** The client of this page: for `prefetch`, or a call outside of components. */
export function useClient(): Client {
  if (!hasContext(CLIENT)) throw new Error("No client: provideMizan(client) in a component above");
  return getContext<Client>(CLIENT);
}

/** Makes what says, for all components below, which params of a context are meant. */
export const createProvider =
  <Params, Bundle>(context: ContextDescriptor<Params, Bundle>) =>
  (params: () => Params): void => {
    setContext(nearestOf(context), params);
  };

export interface Source<Snapshot> {
  readonly view: View<Snapshot>;
  /** Whoever reads from here on is told of changes. */
  readonly follow: () => void;
}

export const sourceOf = <Snapshot>(view: View<Snapshot>): Source<Snapshot> => ({
  view,
  follow: createSubscriber((update) => view.subscribe(update)),
});

/** An object with the fields of a snapshot, each read from the newest one. */
export function liveOf<Snapshot extends object>(source: () => Source<Snapshot>): Live<Snapshot> {
  const live = {
    subscribe(run: (snapshot: Snapshot) => void) {
      const { view } = source();
      run(view.getSnapshot());
      return view.subscribe(() => run(view.getSnapshot()));
    },
  };
  for (const name of Object.keys(source().view.getSnapshot()))
    Object.defineProperty(live, name, {
      enumerable: true,
      get() {
        const { view, follow } = source();
        follow();
        return view.getSnapshot()[name as keyof Snapshot];
      },
    });
  return live as Live<Snapshot>;
}

/** A function that reads; with `select` it gives what is selected. */
export interface ReadFunction<Params, Data> {
  <Selected>(
    params: (() => Params) | undefined,
    options: () => Selecting<Data, Selected>,
  ): Live<ReadResult<Selected>>;
  (params?: () => Params, options?: () => ReadOptions<Data>): Live<ReadResult<Data>>;
}

/**
 * Makes the function that reads one slot of a context.
 *
 * Params and options come as getters, so that they may change; without params it takes those of the
 * nearest component above that provides them. It throws where there are none either.
 */
export const createRead = <Params, Bundle, Slot extends keyof Bundle>(
  context: ContextDescriptor<Params, Bundle>,
  slot?: Slot,
): ReadFunction<Params, Bundle[Slot]> =>
  ((given?: () => Params, options?: () => ReadOptions) => {
    const client = useClient();
    const params = given ?? getContext<(() => Params) | undefined>(nearestOf(context));
    const memory: Memory = {};
    let key: string | undefined;
    let source: Source<ReadResult<Bundle[Slot]>>;
    return liveOf(() => {
      const now = params?.() as Params & object;
      memory.options = options?.();
      const found = placeOf(context, now).path + JSON.stringify(memory.options);
      if (key !== found) {
        key = found;
        source = sourceOf(client.readView(context, now, slot, memory) as typeof source.view);
      }
      return source;
    });
  }) as ReadFunction<Params, Bundle[Slot]>;

/** Makes the function that reads the whole bundle of a context. */
export const createBundle = createRead as <Params, Bundle>(
  context: ContextDescriptor<Params, Bundle>,
) => ReadFunction<Params, Bundle>;

/** Makes the function with which a component calls a function of the server. */
export const createMutation =
  <Args, Result, Failure>(fn: FunctionDescriptor<Args, Result, Failure>) =>
  (): Live<MutationResult<Args, Result, Failure>> => {
    const source = sourceOf(createMutationView(useClient(), fn));
    // What calls need is fetched ahead, whether or not the component shows anything of them.
    onMount(() => source.view.subscribe(() => {}));
    return liveOf(() => source);
  };
