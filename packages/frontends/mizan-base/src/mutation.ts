import type { CallOptions, Client } from "./client";
import type { ArgsList, FunctionDescriptor } from "./descriptors";
import type { View } from "./read";
import { createTopic } from "./topic";
import { resultOf, type Settled } from "./transport";

/** How a call went, for those who do not like to catch. */
export type Outcome<Result, Failure> =
  | { readonly data: Result; readonly error?: never }
  | { readonly data?: never; readonly error: Failure };

/** Args, and what is to be done with this one call. */
type Call<Args> = [...args: ArgsList<Args>, options?: CallOptions<Args>];

/** What a component sees of a function that it calls. */
export interface MutationResult<Args, Result, Failure> {
  /** Never rejects. */
  readonly mutate: (...call: Call<Args>) => Promise<Outcome<Result, Failure>>;
  /** Rejects with the error. */
  readonly mutateAsync: (...call: Call<Args>) => Promise<Result>;
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
  const { emit, subscribe } = createTopic(() => client.expectCalls(reset));
  let pending = 0;
  let newest = 0;
  let shown = 0;
  let floor = 0;

  function set(part: Partial<Snapshot> | false) {
    snapshot = { ...snapshot, ...part, isPending: pending > 0 };
    emit();
  }

  /** What is under way will not be shown any more. */
  function reset() {
    floor = shown = newest;
    set({ data: undefined, error: undefined });
  }

  function mutate(args?: Args, options?: CallOptions<Args>): Promise<Outcome<Result, Failure>> {
    if (!pending++) reset();
    const number = ++newest;
    const onOutcome = (outcome: Settled) => {
      const isNews = number > (outcome.error ? floor : shown);
      if (isNews && !outcome.error) shown = number;
      pending--;
      set(isNews && (outcome as Partial<Snapshot>));
    };
    return client.attempt(fn, args, { ...options, onOutcome }) as Promise<Outcome<Result, Failure>>;
  }

  const mutateAsync = (...call: Parameters<typeof mutate>) => mutate(...call).then(resultOf);

  let snapshot = { mutate, mutateAsync, reset } as unknown as Snapshot;
  reset();
  const getSnapshot = () => snapshot;
  return { subscribe, getSnapshot, getServerSnapshot: getSnapshot };
}
