import type { Client } from "./client";
import type { ContextDescriptor } from "./descriptors";
import type { MizanError } from "./errors";
import type { State } from "./store";

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
    context as ContextDescriptor<object, Record<string, unknown>>,
    params as object,
  );

  function selector(read: () => State<Record<string, unknown>>) {
    let last: ReadResult<unknown> | undefined;
    let isFetching: boolean;
    let isWatched = false;
    return () => {
      const state = read();
      const { error } = state;
      const data = slot === undefined ? state.data : state.data?.[slot];
      const status = state.status === "idle" ? "loading" : state.status;
      const wasFetching = isFetching;
      isFetching = state.isFetching || state.status === "idle";
      const isSame =
        last?.data === data &&
        last?.status === status &&
        last.error === error &&
        !(isWatched && isFetching !== wasFetching);
      if (isSame && last) return last;
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
    };
  }

  return {
    subscribe,
    getSnapshot: selector(getState),
    getServerSnapshot: selector(getServerState),
  };
}
