import type { Client, ClientEvent } from "./client";
import type { ArgsList, FunctionDescriptor } from "./descriptors";
import type { View } from "./read";

/** How a call went, for those who do not like to catch. */
export type Outcome<Result, Failure> =
  | { readonly data: Result; readonly error: undefined }
  | { readonly data: undefined; readonly error: Failure };

/** What a component sees of a function that it calls. */
export interface MutationResult<Args, Result, Failure> {
  /** Never rejects. */
  readonly mutate: (...args: ArgsList<Args>) => Promise<Outcome<Result, Failure>>;
  /** Rejects with the error. */
  readonly mutateAsync: (...args: ArgsList<Args>) => Promise<Result>;
  /** Calls of this component are under way. */
  readonly isPending: boolean;
  /** Of the newest calls; it stays until a call starts from rest, `reset` or another identity. */
  readonly error: Failure | undefined;
  /** Of the newest call that went well. */
  readonly data: Result | undefined;
  readonly reset: () => void;
}

/**
 * The calls that one component makes of one function. Its functions keep their identity; calls that
 * end after the component is gone change nothing.
 */
export function createMutationView<Args, Result, Failure>(
  client: Client,
  fn: FunctionDescriptor<Args, Result, Failure>,
): View<MutationResult<Args, Result, Failure>> {
  type Snapshot = MutationResult<Args, Result, Failure>;
  const listeners = new Set<() => void>();
  let pending = 0;
  let newest = 0;
  let shown = 0;
  let floor = 0;
  let stopListening: (() => void) | undefined;

  function set(part: Partial<Snapshot>) {
    snapshot = { ...snapshot, ...part, isPending: pending > 0 };
    for (const listener of listeners) listener();
  }

  /** What is under way will not be shown any more. */
  function reset() {
    floor = shown = newest;
    set({ data: undefined, error: undefined });
  }

  async function mutateAsync(args?: Args): Promise<Result> {
    if (!pending++) reset();
    const number = ++newest;
    let part: Partial<Snapshot> = {};
    try {
      const data = await client.call(fn, args);
      if (number > shown) {
        shown = number;
        part = { data };
      }
      return data;
    } catch (error) {
      if (number > floor) part = { error: error as Failure };
      throw error;
    } finally {
      pending--;
      set(part);
    }
  }

  function onEvent({ type }: ClientEvent) {
    if (type === "outdated") return;
    reset();
    client.prepare();
  }

  let snapshot: Snapshot = {
    mutate: (args?: Args) =>
      mutateAsync(args).then(
        (data) => ({ data, error: undefined }),
        (error) => ({ data: undefined, error }),
      ),
    mutateAsync,
    reset,
    isPending: false,
    error: undefined,
    data: undefined,
  };
  const getSnapshot = () => snapshot;
  return {
    getSnapshot,
    getServerSnapshot: getSnapshot,
    subscribe(listener) {
      listeners.add(listener);
      if (listeners.size === 1) {
        client.prepare();
        stopListening = client.listen(onEvent);
      }
      return () => {
        listeners.delete(listener);
        if (!listeners.size) stopListening?.();
      };
    },
  };
}
