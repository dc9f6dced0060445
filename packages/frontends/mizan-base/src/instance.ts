import type { MizanError } from "./errors";
import type { Place, Values } from "./params";
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

/** What an instance needs of the store around it. */
export interface Surroundings {
  /** Counts events. Order is all that matters here; no clock is read. */
  tick(): number;
  read(path: string, signal: AbortSignal): Promise<Values>;
  /** Calls `flush` at the end of this turn. */
  touch(instance: Instance): void;
  /** Merges that ran together may have arrived out of order: calls `refresh` when all calls are back. */
  doubt(instance: Instance): void;
  /** Nobody has looked for a while. */
  forget(key: string): void;
}

/** One instance of a context: its subscribers, its lifetime, and the order of its events. */
export interface Instance {
  /** A descriptor knows more of a place than the page that it came from. */
  place: Place;
  readonly state: State;
  isMounted(): boolean;
  subscribe(listener: () => void): () => void;
  /** Read it again, joining a read under way; as soon as somebody looks. */
  refresh(): void;
  /** Something has changed since whatever is under way was asked for: likewise, but in its stead. */
  spoil(): void;
  /**
   * Splices an entry of an answer whose call was sent at `sent`. It may be older than what it
   * meets: another merge into its slot, or a read, that came while the call was under way.
   */
  merge(entry: MergeEntry, result: unknown, sent: number): void;
  /** The end of a turn: one read for all who asked, one word to all who listen. */
  flush(): void;
  /** Nothing that was known or asked before may be seen again. */
  clear(): void;
}

const KEEP_UNMOUNTED = 30_000;
const RETRY_FIRST = 1_000;
const RETRY_LAST = 30_000;

/** Half of it is chance, so that clients do not come back in step. */
const backoff = (failures: number) =>
  Math.min(RETRY_FIRST * 2 ** failures, RETRY_LAST) * (0.5 + Math.random() / 2);

/** A 4xx is the server's last word on a request; the rest may pass by itself. */
const isPassing = ({ status }: MizanError) => status < 400 || status > 499 || status === 429;

/** How much a read is needed: the data is vouched for by one; it is not; one has to go out now. */
const FRESH = 0;
const STALE = 1;
const DUE = 2;

/** An answer counts only if nothing has happened to its instance since it was asked for. */
export function createInstance(at: Place, surroundings: Surroundings, data?: Values): Instance {
  const { doubt, forget, read, tick, touch } = surroundings;
  const listeners = new Set<() => void>();
  /** When each slot was merged into last. */
  const mergedAt = new Map<string, number>();
  let told: State;
  let need = data ? FRESH : STALE;
  /** The one request whose answer counts; whoever drops it makes its answer void. */
  let request: AbortController | undefined;
  let readAt = 0;
  let failures = 0;
  /** Mounted: the next try. Unmounted: the grace tick, then the end. */
  let timer: ReturnType<typeof setTimeout> | undefined;

  function set(part: Partial<State>) {
    instance.state = { ...instance.state, ...part };
    touch(instance);
  }

  function start() {
    const { place, state } = instance;
    const mine = new AbortController();
    request = mine;
    need = STALE;
    clearTimeout(timer);
    set({ isFetching: true, status: state.status === "idle" ? "loading" : state.status });
    read(place.path, mine.signal).then(
      (next) => request === mine && land(next),
      (error) => request === mine && fail(error),
    );
  }

  function land(next: Values) {
    request = undefined;
    need = FRESH;
    failures = 0;
    readAt = tick();
    const data = share(instance.state.data, next);
    set({ data, status: "success", error: undefined, isFetching: false });
  }

  function fail(error: MizanError) {
    request = undefined;
    need = STALE;
    if (listeners.size && isPassing(error)) timer = setTimeout(refresh, backoff(failures++));
    set({ status: "error", error, isFetching: false });
  }

  function drop() {
    if (!request) return;
    request.abort();
    request = undefined;
    set({ isFetching: false });
  }

  function refresh() {
    need = DUE;
    touch(instance);
  }

  function spoil() {
    drop();
    refresh();
  }

  function release() {
    clearTimeout(timer);
    timer = setTimeout(() => {
      drop();
      timer = setTimeout(forget, KEEP_UNMOUNTED, instance.place.key);
    });
  }

  const instance = {
    place: at,
    state: data ? { ...IDLE, data, status: "success" as const } : IDLE,
    refresh,
    spoil,
    isMounted: () => listeners.size > 0,

    subscribe(onChange: () => void) {
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

    merge(entry: MergeEntry, result: unknown, sent: number) {
      const { data } = instance.state;
      const next = data && splice(data, entry, result);
      if (!next || request) spoil();
      if (!next) return;
      if (Math.max(readAt, mergedAt.get(entry.slot) ?? 0) > sent) {
        need ||= STALE;
        doubt(instance);
      }
      mergedAt.set(entry.slot, tick());
      if (next !== data) set({ data: next });
    },

    flush() {
      if (need === DUE && listeners.size && !request) start();
      if (told === instance.state) return;
      told = instance.state;
      for (const listener of [...listeners]) listener();
    },

    clear() {
      clearTimeout(timer);
      failures = 0;
      spoil();
      set(IDLE);
    },
  };
  told = instance.state;
  return instance;
}
