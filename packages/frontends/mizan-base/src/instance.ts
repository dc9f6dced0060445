import type { MizanError } from "./errors";
import { isMatch, type Place, type Target, type Values } from "./params";
import { share } from "./share";
import { type MergeEntry, splice } from "./splice";

/** An immutable snapshot of one instance (Protocol §5). */
export interface State<Bundle = Values> {
  readonly data: Bundle | undefined;
  readonly status: "idle" | "loading" | "success" | "error";
  readonly error: MizanError | undefined;
  readonly isFetching: boolean;
}

export const IDLE: State = { data: undefined, status: "idle", error: undefined, isFetching: false };

/** Reads one bundle; what it rejects with becomes the instance's error. */
export type Read = (path: string, signal: AbortSignal) => Promise<Values>;

/** One instance of a context: its subscribers, its lifetime, and the order of its events. */
export interface Instance {
  state: State;
  /** What the page was rendered with, whatever has happened since: hydration starts from it. */
  rendered: State;
  subscribe(listener: () => void): () => void;
  /** Read it again, joining a read under way; as soon as somebody looks. */
  refresh(): void;
  /** Something that it may hold has changed: likewise, but a read under way is too old. */
  spoil(target?: Target): void;
  /**
   * Splices an entry of an answer whose call was sent at `sent`. It may be older than what it
   * meets: another merge into its slot, or a read, that came while the call was under way.
   */
  merge(entry: MergeEntry, result: unknown, sent: number): void;
  /** All calls are back: what is in doubt can be read. */
  settle(): void;
  /** Nothing that was known or asked before may be seen again. */
  clear(): void;
}

const SECOND = 1_000;

/** From a second to half a minute; half of it is chance, so that clients do not come back in step. */
const backoff = (failures: number) =>
  Math.min(2 ** failures, 30) * SECOND * (0.5 + Math.random() / 2);

/** A 4xx is the server's last word on a request; the rest may pass by itself. */
const isPassing = ({ status }: MizanError) => status < 400 || status > 499 || status === 429;

/**
 * When it has to be read: not at all; when somebody looks or tries again; when all calls are back
 * (merges that ran together may have come out of order); now.
 */
type Need = "" | "later" | "settled" | "now";

let ticks = 0;

/** Counts events. Order is all that matters; no clock is read. */
export const tick = () => ++ticks;

/**
 * An answer counts only if nothing has happened to its instance since it was asked for.
 *
 * @param forget called when nobody has looked for a while
 * @param data what is known from the start
 */
export function createInstance(place: Place, read: Read, forget: () => void, data?: Values) {
  const listeners = new Set<() => void>();
  /** When each slot was merged into last. */
  const mergedAt: Record<string, number> = {};
  /** The one request whose answer counts; whoever drops it makes its answer void. */
  let request: AbortController | undefined;
  let need: Need = data ? "" : "later";
  let readAt = 0;
  let failures = 0;
  /** Mounted: the next try. Unmounted: the grace tick, then the end. */
  let timer: ReturnType<typeof setTimeout> | undefined;

  function set(part: Partial<State>) {
    instance.state = { ...instance.state, ...part };
    queueMicrotask(flush);
  }

  /** The end of a turn: one read for all who asked, one word to all who listen. */
  function flush() {
    if (need === "now" && listeners.size && !request) start();
    if (told === instance.state) return;
    told = instance.state;
    for (const listener of listeners) listener();
  }

  function start() {
    const { status } = instance.state;
    const mine = new AbortController();
    request = mine;
    need = "later";
    clearTimeout(timer);
    set({ isFetching: true, status: status === "idle" ? "loading" : status });
    read(place.path, mine.signal).then(
      (next) => request === mine && land(next),
      (error) => request === mine && fail(error),
    );
  }

  function land(next: Values) {
    const data = share(instance.state.data, next);
    need = "";
    failures = 0;
    readAt = tick();
    end({ data, status: "success", error: undefined });
  }

  function fail(error: MizanError) {
    need = "later";
    if (listeners.size && isPassing(error)) timer = setTimeout(refresh, backoff(failures++));
    end({ status: "error", error });
  }

  function end(part?: Partial<State>) {
    if (request) set({ ...part, isFetching: false });
    request = undefined;
  }

  function drop() {
    request?.abort();
    end();
  }

  function refresh() {
    need = "now";
    queueMicrotask(flush);
  }

  function settle() {
    if (need === "settled") refresh();
  }

  function spoil(target?: Target) {
    if (target && !isMatch(target, place)) return;
    drop();
    refresh();
  }

  function release() {
    clearTimeout(timer);
    timer = setTimeout(() => {
      drop();
      timer = setTimeout(forget, 30 * SECOND);
    });
  }

  const state: State = data ? { ...IDLE, data, status: "success" } : IDLE;
  let told = state;
  const instance: Instance = {
    state,
    rendered: state,
    refresh,
    settle,
    spoil,

    subscribe(onChange) {
      const listener = () => onChange();
      listeners.add(listener);
      if (listeners.size === 1) {
        clearTimeout(timer);
        if (need) refresh();
      }
      return () => {
        if (listeners.delete(listener) && !listeners.size) release();
      };
    },

    merge(entry, result, sent) {
      if (!isMatch(entry, place)) return;
      const { data } = instance.state;
      const next = data && splice(data, entry, result);
      if (!next || request) spoil();
      if (!next) return;
      if (!need && Math.max(readAt, mergedAt[entry.slot] ?? 0) > sent) {
        need = "settled";
        setTimeout(settle, SECOND);
      }
      mergedAt[entry.slot] = tick();
      if (next !== data) set({ data: next });
    },

    clear() {
      spoil();
      clearTimeout(timer);
      failures = 0;
      instance.rendered = IDLE;
      set(IDLE);
      if (!listeners.size) forget();
    },
  };
  return instance;
}
