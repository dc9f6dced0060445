import type { Kernel, Plugin } from "../client";
import type { ContextDescriptor } from "../descriptors";
import { placeOf } from "../params";
import type { Memory, ReadOptions } from "../read";
import { createTopic, type Topic } from "../topic";
import { type Common, createOptionedView } from "./optioned-view";

declare module "../read" {
  interface ReadOptions<_Data> {
    /** While false nothing is read or followed but by `refetch`; what was there stays. Default true. */
    readonly enabled?: boolean;
    /** Shown until there is data; a function gets what the same read showed of its params before. */
    readonly placeholderData?: _Data | ((previous: _Data | undefined) => _Data | undefined);
    /**
     * Milliseconds for which data counts as fresh: then a mount, focus or reconnect reads nothing, and
     * after them a mount reads, too. Without it a mount never reads again, focus and reconnect always.
     */
    readonly staleTime?: number;
    /** Milliseconds between reads while it is shown and the page is in front. Default false. */
    readonly refetchInterval?: number | false;
    /** Also while the page is hidden. Default false. */
    readonly refetchIntervalInBackground?: boolean;
    /** Read again when the page comes back to the front. Default true. */
    readonly refetchOnWindowFocus?: boolean;
    /** Read again when the network is back. Default true. */
    readonly refetchOnReconnect?: boolean;
    /** Reading `data` throws an error that has left nothing to show: for error boundaries. Default false. */
    readonly throwOnError?: boolean;
    /** Reading `data` throws a promise while there is none, and errors: React's Suspense. Default false. */
    readonly suspense?: boolean;
  }
  interface ReadCommon {
    /** What is shown is `placeholderData`. */
    readonly isPlaceholderData?: boolean;
  }
}

/** What options all reads of a client start from. */
export type ReadDefaults = Omit<ReadOptions<never>, "enabled" | "placeholderData">;

/**
 * Options for reads: `enabled`, `select`, `placeholderData`, `staleTime`, polling, focus, reconnect,
 * error boundaries and Suspense, for each read or, as `defaults`, for all of them.
 */
export function readOptions(defaults: ReadDefaults = {}): Plugin {
  return (kernel) => {
    const { onEvent, read, readView } = kernel;
    const common: Common = {
      defaults,
      identity: 0,
      readAt: new Map(),
      held: new Map(),
      wakes: createWakes(),
    };
    kernel.onEvent = (event) => {
      if (event.type === "identity") common.identity++;
      onEvent(event);
    };
    kernel.read = async (path, init) => {
      const answer = await read(path, init);
      if (!answer.error) common.readAt.set(path, performance.now());
      return answer;
    };
    kernel.readView = ((
      context: ContextDescriptor,
      params: object | undefined,
      slot: never,
      memory: Memory = {},
    ) => {
      const { path } = placeOf(context, params);
      return createOptionedView(readView(context, params, slot, memory), path, memory, common);
    }) as unknown as Kernel["readView"];
  };
}

/** Tells when the page comes to the front, and when the network is back. */
function createWakes(): Common["wakes"] {
  const focus = createTopic(() => undefined);
  const reconnect = createTopic(() => undefined);
  if (typeof window !== "undefined") {
    const tell = (topic: Topic) => () => document.hidden || topic.emit();
    for (const type of ["focus", "visibilitychange"]) addEventListener(type, tell(focus));
    addEventListener("online", tell(reconnect));
  }
  return { focus, reconnect };
}
