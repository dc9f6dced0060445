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
  type ComputedRef,
  computed,
  type DefineComponent,
  defineComponent,
  getCurrentInstance,
  hasInjectionContext,
  type InjectionKey,
  inject,
  type MaybeRefOrGetter,
  onMounted,
  onScopeDispose,
  onServerPrefetch,
  type Plugin,
  provide,
  type ShallowRef,
  shallowRef,
  toValue,
  watch,
} from "vue";

/** A snapshot as Vue wants it: one ref for each field, functions as they are. */
export type Refs<Snapshot> = {
  readonly [Field in keyof Snapshot]: Snapshot[Field] extends (...args: never) => unknown
    ? Snapshot[Field]
    : ComputedRef<Snapshot[Field]>;
};

const CLIENT: InjectionKey<Client> = Symbol("mizan");
/** Per context the params that the nearest Provider gives. */
export const nearestOf = (context: { readonly name: string }) => `mizan ${context.name}`;

/** `app.use(MizanPlugin, { client })`: gives the client to all composables of the app. */
export const MizanPlugin: Plugin<{ client: Client }> = {
  install(app, { client }) {
    app.provide(CLIENT, client);
  },
};

/** The same for the components below one; in its setup. */
export function provideMizan(client: Client): void {
  provide(CLIENT, client);
}

/** The client of this page: for `prefetch`, or a call outside of composables. */
export function useClient(): Client {
  if (!hasInjectionContext()) throw new Error("Composables of Mizan belong into setup()");
  const client = inject(CLIENT, undefined);
  if (!client)
    throw new Error("No client: provideMizan(client) above, or app.use(MizanPlugin, { client })");
  return client;
}

/** Makes the Provider of a context: its props are the params that composables below use when given none. */
export function createProvider<Params extends object, Bundle>(
  context: ContextDescriptor<Params, Bundle>,
) {
  const Provider = defineComponent({
    props: Object.keys(context.params),
    setup(props, { slots }) {
      provide(nearestOf(context), props);
      return () => slots["default"]?.();
    },
  });
  return Provider as unknown as DefineComponent<Params>;
}

/** Whether the server's HTML is being taken over: then the first snapshot is the server's, too. */
const isHydrating = () => Boolean(getCurrentInstance()?.vnode.el);

/** One ref for each field of the snapshots. */
export function refsOf<Snapshot extends object>(snapshot: ShallowRef<Snapshot>): Refs<Snapshot> {
  const fields = Object.entries(Object.getOwnPropertyDescriptors(snapshot.value));
  const entries = fields.map(([name, { value }]) => [
    name,
    typeof value === "function"
      ? (...args: unknown[]) =>
          (snapshot.value[name as keyof Snapshot] as (...args: unknown[]) => unknown)(...args)
      : computed(() => snapshot.value[name as keyof Snapshot]),
  ]);
  return Object.fromEntries(entries);
}

/** The snapshots of a view, and of the one that takes its place; taken anew when `cause` changes. */
export function useView<Snapshot extends object>(
  view: () => View<Snapshot>,
  cause?: () => unknown,
): ShallowRef<Snapshot> {
  const isTakenOver = isHydrating();
  const first = view();
  const snapshot: ShallowRef<Snapshot> = shallowRef(
    isTakenOver ? first.getServerSnapshot() : first.getSnapshot(),
  );
  if (typeof window === "undefined") return snapshot;
  const update = () => {
    snapshot.value = view().getSnapshot();
  };
  let end = first.subscribe(update);
  watch(
    view,
    (next) => {
      end();
      end = next.subscribe(update);
      update();
    },
    { flush: "sync" },
  );
  if (cause) watch(cause, update, { flush: "sync" });
  onScopeDispose(() => end());
  if (isTakenOver) onMounted(update);
  return snapshot;
}

/** On the server: read what is not there yet before the component is rendered. */
function prefetch<Data>(view: View<ReadResult<Data>>, snapshot: ShallowRef<ReadResult<Data>>) {
  return new Promise<void>((resolve) => {
    const end = view.subscribe(check);
    function check() {
      snapshot.value = view.getSnapshot();
      if (snapshot.value.isFetching) return;
      end();
      resolve();
    }
    check();
  });
}

/** A composable that reads; with `select` it gives what is selected. */
export interface ReadComposable<Params, Data> {
  <Selected>(
    params: MaybeRefOrGetter<Params | undefined>,
    options: MaybeRefOrGetter<Selecting<Data, Selected>>,
  ): Refs<ReadResult<Selected>>;
  (
    params?: MaybeRefOrGetter<Params | undefined>,
    options?: MaybeRefOrGetter<ReadOptions<Data> | undefined>,
  ): Refs<ReadResult<Data>>;
}

/**
 * Makes the composable that reads one slot of a context.
 *
 * Params and options may be a value, a ref or a getter; without params it takes those of the nearest
 * Provider. It throws where there are none either.
 */
export const createRead = <Params, Bundle, Slot extends keyof Bundle>(
  context: ContextDescriptor<Params, Bundle>,
  slot?: Slot,
): ReadComposable<Params, Bundle[Slot]> =>
  ((given?: MaybeRefOrGetter<Params>, options?: MaybeRefOrGetter<ReadOptions | undefined>) => {
    const client = useClient();
    const nearest = inject<object>(nearestOf(context), {});
    const memory: Memory = {};
    type Found = { readonly key: string; readonly view: View<ReadResult<Bundle[Slot]>> };
    const found = computed<Found>((last) => {
      const params = (toValue(given) ?? { ...nearest }) as Params & object;
      memory.options = toValue(options);
      const key = placeOf(context, params).path + JSON.stringify(memory.options);
      if (last?.key === key) return last;
      return { key, view: client.readView(context, params, slot, memory) as Found["view"] };
    });
    const snapshot = useView(
      () => found.value.view,
      () => toValue(options),
    );
    onServerPrefetch(() => prefetch(found.value.view, snapshot));
    return refsOf(snapshot);
  }) as ReadComposable<Params, Bundle[Slot]>;

/** Makes the composable that reads the whole bundle of a context. */
export const createBundle = createRead as <Params, Bundle>(
  context: ContextDescriptor<Params, Bundle>,
) => ReadComposable<Params, Bundle>;

/** Makes the composable that calls a function. */
export const createMutation =
  <Args, Result, Failure>(fn: FunctionDescriptor<Args, Result, Failure>) =>
  (): Refs<MutationResult<Args, Result, Failure>> => {
    const view = createMutationView(useClient(), fn);
    return refsOf(useView(() => view));
  };
