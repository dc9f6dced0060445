import type { Memory, ReadOptions, ReadResult, View } from "../read";
import { share } from "../share";
import { createTopic, type Topic } from "../topic";
import type { ReadDefaults } from "./options";
import { settled } from "./prefetch";

/** What the views of one client share. */
export interface Common {
  readonly defaults: ReadDefaults;
  /** Counts who was here: what one person saw is no placeholder for another. */
  identity: number;
  /** When each address was read last, in milliseconds of a clock that only ever goes forward. */
  readonly readAt: Map<string, number>;
  /** Reads that components have been suspended for, and how they failed. */
  readonly held: Map<string, Held>;
  readonly wakes: { readonly focus: Topic; readonly reconnect: Topic };
}

interface Held {
  readonly promise: Promise<void>;
  error?: unknown;
}

type Result = ReadResult<unknown>;
type Options = ReadOptions & { readonly select?: (data: unknown) => unknown };
/** What a component can see of a result without touching `data`, which may throw. */
type Face = Pick<Result, "status" | "error" | "isLoading" | "data"> & {
  readonly isPlaceholderData: boolean;
};

/**
 * A view with options. Adapters make another one when options change, but for functions, whose newest
 * the memory has.
 */
export function createOptionedView(
  inner: View<Result>,
  path: string,
  memory: Memory & { previous?: { readonly data: unknown; readonly identity: number } },
  common: Common,
): View<Result> {
  const { defaults, readAt, held, wakes } = common;
  const options = (): Options => ({ ...defaults, ...memory.options });
  const { enabled = true, throwOnError = false, suspense = false } = options();
  const { subscribe, emit } = createTopic(start);
  /** An error of before this view is no news to whoever tries again. */
  const oldError = throwOnError || suspense ? inner.getSnapshot().error : undefined;
  let end: (() => void) | undefined;

  function start() {
    if (enabled) end = follow();
    return stop;
  }

  function stop() {
    end?.();
    end = undefined;
  }

  /** Follows the instance, and reads it when the options say so. */
  function follow(): () => void {
    const { staleTime, refetchInterval, refetchIntervalInBackground } = options();
    const { refetchOnWindowFocus = true, refetchOnReconnect = true } = options();
    const endInner = inner.subscribe(emit);
    if (typeof window === "undefined") return endInner;
    const { refetch } = inner.getSnapshot();
    const isOver = (time: number) => performance.now() - (readAt.get(path) ?? 0) >= time;
    if (staleTime !== undefined && isOver(staleTime)) refetch();
    const wake = () => isOver(staleTime ?? 0) && refetch();
    const ends = [
      endInner,
      ...(refetchOnWindowFocus ? [wakes.focus.subscribe(wake)] : []),
      ...(refetchOnReconnect ? [wakes.reconnect.subscribe(wake)] : []),
    ];
    const poll = () => {
      if (refetchIntervalInBackground || !document.hidden) refetch();
    };
    const timer = refetchInterval ? setInterval(poll, refetchInterval) : undefined;
    return () => {
      for (const end of ends) end();
      clearInterval(timer);
    };
  }

  /** Reads once, also where nothing is followed. */
  function refetch() {
    const isFollowed = end !== undefined;
    end ??= inner.subscribe(emit);
    inner.getSnapshot().refetch();
    if (!isFollowed) void settled(inner).then(stop).then(emit);
  }

  /** One read for all components that wait for this address. */
  function hold(): Held {
    const known = held.get(path);
    if (known) return known;
    const promise = settled(inner).then(({ error }) => {
      if (error) made.error = error;
      else held.delete(path);
    });
    const made: Held = { promise };
    held.set(path, made);
    return made;
  }

  /** Throws at whoever wants data where there is none. */
  function demand({ status, error }: Face) {
    if (suspense && enabled) {
      const { promise, error } = hold();
      // React renders a second time before it gives up: the error stands until that is over.
      if (error) setTimeout(() => held.delete(path));
      throw error ?? promise;
    }
    if (throwOnError && status === "error") throw error;
  }

  let selected:
    | { readonly from: unknown; readonly by: unknown; readonly data: unknown }
    | undefined;

  /** What is shown of data, by function where one selects; equal parts keep their identity. */
  function select(from: unknown, by: Options["select"]): unknown {
    if (!by || from === undefined) return from;
    if (selected?.from !== from || selected?.by !== by)
      selected = { from, by, data: share(selected?.data, by(from)) };
    return selected.data;
  }

  function faceOf({ data, status, error }: Result): Face {
    const { select: by, placeholderData: given } = options();
    const isOld = error !== undefined && error === oldError;
    const isLoading = status === "loading" || isOld;
    const { identity } = common;
    if (data !== undefined) memory.previous = { data, identity };
    const previous = memory.previous?.identity === identity ? memory.previous.data : undefined;
    const standIn = typeof given === "function" ? given(previous) : given;
    const isPlaceholderData = isLoading && data === undefined && standIn !== undefined;
    return {
      data: select(isPlaceholderData ? standIn : data, by),
      status: isPlaceholderData ? "success" : isLoading ? "loading" : status,
      error: isOld ? undefined : error,
      isLoading: isLoading && !isPlaceholderData && (enabled || end !== undefined),
      isPlaceholderData,
    } as Face;
  }

  let face: Face | undefined;
  let result: Result | undefined;
  let isFetching = false;
  let isWatched = false;

  /** The same result until something in it changes that somebody sees. */
  function present(snapshot: Result): Result {
    const next = faceOf(snapshot);
    const wasFetching = isFetching;
    isFetching = snapshot.isFetching && (enabled || end !== undefined);
    const isSame = face && Object.keys(next).every((name) => isEqual(next, face as Face, name));
    if (result && isSame && (!isWatched || isFetching === wasFetching)) return result;
    face = next;
    result = resultOf(next);
    return result;
  }

  function resultOf({ data, ...face }: Face): Result {
    return {
      ...face,
      refetch,
      get data() {
        if (data === undefined) demand({ data, ...face } as Face);
        return data;
      },
      get isFetching() {
        isWatched = true;
        return isFetching;
      },
    } as unknown as Result;
  }

  return {
    subscribe,
    getSnapshot: () => present(inner.getSnapshot()),
    getServerSnapshot: () => present(inner.getServerSnapshot()),
  };
}

const isEqual = (one: Face, other: Face, name: string) =>
  one[name as keyof Face] === other[name as keyof Face];
