import type { Client } from "./client";
import type { ContextDescriptor } from "./descriptors";
import type { MizanError } from "./errors";
import type { State } from "./instance";
import type { Values } from "./params";

interface ReadCommon {
  /** Nothing to show yet, and no error. */
  readonly isLoading: boolean;
  /** A request is under way. */
  readonly isFetching: boolean;
  /** Read again; joins a request under way. */
  readonly refetch: () => void;
}

/** What a component sees of one slot, or of a whole bundle. */
export type ReadResult<Data> = ReadCommon &
  (
    | { readonly status: "loading"; readonly data: undefined; readonly error: undefined }
    | { readonly status: "success"; readonly data: Data; readonly error: undefined }
    | { readonly status: "error"; readonly data: Data | undefined; readonly error: MizanError }
  );

/** What every adapter subscribes to: a snapshot keeps its identity until something in it changes. */
export interface View<Snapshot> {
  subscribe(listener: () => void): () => void;
  getSnapshot(): Snapshot;
  getServerSnapshot(): Snapshot;
}

/** One slot of an instance, or its whole bundle; tells only of changes that are seen in it. */
export function createReadView<Params, Bundle, Slot extends keyof Bundle | undefined = undefined>(
  client: Client,
  context: ContextDescriptor<Params, Bundle>,
  params: Params,
  slot?: Slot,
): View<ReadResult<Slot extends keyof Bundle ? Bundle[Slot] : Bundle>>;
export function createReadView(
  client: Client,
  context: ContextDescriptor,
  params: unknown,
  slot?: string,
): View<ReadResult<unknown>> {
  const { getState, getServerState, refetch, subscribe } = client.registerContext(
    context as ContextDescriptor<object, Values>,
    params as object,
  );
  let last: ReadResult<unknown> | undefined;
  let isFetching: boolean;
  let isWatched = false;

  function select(state: State): ReadResult<unknown> {
    const { error } = state;
    const isIdle = state.status === "idle";
    const data = slot === undefined ? state.data : state.data?.[slot];
    const status = isIdle ? "loading" : state.status;
    const wasFetching = isFetching;
    isFetching = isIdle || state.isFetching;
    if (last?.data === data && last?.status === status && last.error === error)
      if (!isWatched || isFetching === wasFetching) return last;
    last = {
      data,
      status,
      error,
      refetch,
      isLoading: status === "loading",
      get isFetching() {
        isWatched = true;
        return isFetching;
      },
    } as ReadResult<unknown>;
    return last;
  }

  return {
    subscribe,
    getSnapshot: () => select(getState()),
    getServerSnapshot: () => select(getServerState()),
  };
}
