import type { MizanError } from "./errors";
import type { State } from "./instance";
import type { Values } from "./params";
import type { ContextHandle } from "./store";

/** What a component may ask of a read besides; plugins add to it (`declare module`). */
// biome-ignore lint/suspicious/noEmptyInterface: see above
export interface ReadOptions<_Data = unknown> {}

/** Options that make something else of the data: where a plugin has brought options at all. */
export type Selecting<Data, Selected> = "enabled" extends keyof ReadOptions
  ? ReadOptions<Data> & { readonly select: (data: Data) => Selected }
  : never;

/** What one component's read keeps, also when its params change: the newest options that it was given. */
export interface Memory {
  options?: ReadOptions | undefined;
}

export interface ReadCommon {
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
export function createReadView(
  { getState, getServerState, refetch, subscribe }: ContextHandle<unknown>,
  slot?: PropertyKey,
): View<ReadResult<never>> {
  let last: ReadResult<never> | undefined;
  let isFetching: boolean;
  let isWatched = false;

  function select({ data: bundle, error, ...state }: State<unknown>): ReadResult<never> {
    const data = slot === undefined ? bundle : (bundle as Values | undefined)?.[slot as string];
    const isIdle = state.status === "idle";
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
    } as unknown as ReadResult<never>;
    return last;
  }

  return {
    subscribe,
    getSnapshot: () => select(getState()),
    getServerSnapshot: () => select(getServerState()),
  };
}
