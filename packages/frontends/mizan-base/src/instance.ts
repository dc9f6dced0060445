import type { MizanError } from "./errors";
import { isMatch, type Place, type Target, type Values } from "./params";
import { share } from "./share";
import { type MergeEntry, splice } from "./splice";
import { createTopic } from "./topic";
import type { Answer } from "./transport";

/** An immutable snapshot of one instance (Protocol §5). */
export interface State<Bundle = Values> {
  readonly data: Bundle | undefined;
  readonly status: "idle" | "loading" | "success" | "error";
  readonly error: MizanError | undefined;
  readonly isFetching: boolean;
}

export const IDLE: State = { data: undefined, status: "idle", error: undefined, isFetching: false };

/** What the answer of a call has read anew (Protocol §4 "Single flight"). */
export interface Bundle extends Place {
  readonly data: Values;
}

/** What an instance needs to read itself. */
export interface Reader {
  /** Reads one bundle. It never rejects. */
  read(path: string, init: RequestInit): Promise<Answer>;
  /** Milliseconds until a read that failed is tried again; none: when somebody asks. */
  retryDelay(failures: number, error: MizanError): number | false;
}

/** One instance of a context: its subscribers, its lifetime, and the order of its events. */
export interface Instance {
  getState(): State;
  subscribe(listener: () => void): () => void;
  /** Read it again, joining a read under way; as soon as somebody looks. */
  refresh(): void;
  /** Something that it may hold has changed: likewise, but a read under way is too old. */
  spoil(target?: Target, sent?: number): void;
  /** Takes what the answer of a call sent at `sent` has read anew, unless it met other events. */
  renew(bundle: Bundle, sent: number): void;
  /** Adds itself to what the page shows, of which a call names sixteen. */
  list(shown: Pick<Place, "context" | "params">[]): void;
  /**
   * Splices an entry of an answer whose call was sent at `sent`. It may be older than what it
   * meets: another merge into its slot, or a read, that came while the call was under way.
   */
  merge(entry: MergeEntry, sent: number, result: unknown): void;
  /** All calls are back: what is in doubt can be read. */
  settle(): void;
  /** Nothing that was known or asked before may be seen again. */
  clear(): void;
}

/**
 * From a second to half a minute; half of it is chance, so that clients do not come back in step. A
 * 4xx below 429 is the server's last word; the rest may pass by itself.
 */
export const retryDelay: Reader["retryDelay"] = (failures, { status }) =>
  (status < 400 || status > 428) && 2 ** Math.min(failures, 5) * 500 * (1 + Math.random());

/**
 * When it has to be read: not at all; when somebody looks or tries again; when all calls are back
 * (merges that ran together may have come out of order); now.
 */
type Need = "" | "later" | "settled" | "now";

let ticks = 0;

/** Counts events. Order is all that matters; no clock is read. */
export const tick = () => ++ticks;

/** What is known of a place before anybody has asked. */
export const renderedState = ({ data, error }: Place): State =>
  data || error ? { ...IDLE, data, error, status: error ? "error" : "success" } : IDLE;

/**
 * An answer counts only if nothing has happened to its instance since it was asked for.
 *
 * @param forget called when nobody has looked for a while
 */
export function createInstance(place: Place, reader: Reader, forget: () => void): Instance {
  const { context, params, data, error } = place;
  const { emit, isHeard, subscribe } = createTopic(mount);
  /** When it was read, and what was merged into each slot and row, last. */
  let readAt = 0;
  const mergedAt: Record<string, number> = {};
  /** When anything happened to what is shown last; which call's answer renewed it. */
  let changedAt = 0;
  let renewedBy = 0;
  /** The one request whose answer counts; whoever drops it makes its answer void. */
  let request: AbortController | undefined;
  let state: State = renderedState(place);
  let told = state;
  let need: Need = data || error ? "" : "later";
  let failures = 0;
  /** Mounted: the next try. Unmounted: the grace tick, then the end. */
  let timer: ReturnType<typeof setTimeout> | undefined;

  function set(part: Partial<State>) {
    state = { ...state, ...part };
    queueMicrotask(flush);
  }

  /** The end of a turn: one read for all who asked, one word to all who listen. */
  function flush() {
    if (need === "now" && isHeard() && !request) start();
    if (told === state) return;
    told = state;
    emit();
  }

  async function start() {
    const mine = new AbortController();
    request = mine;
    need = "later";
    clearTimeout(timer);
    set({ isFetching: true, status: state.status === "idle" ? "loading" : state.status });
    // A controller holds all that `fetch` looks for: its signal.
    const { data, error } = await reader.read(place.path, mine);
    if (request !== mine) return;
    request = undefined;
    if (!error) return take(data);
    const delay = isHeard() && reader.retryDelay(failures++, error);
    if (delay) timer = setTimeout(refresh, delay);
    need = "later";
    set({ status: "error", error, isFetching: false });
  }

  /** Shows a bundle that is as fresh as can be. */
  function take(next: unknown) {
    clearTimeout(timer);
    need = "";
    failures = 0;
    readAt = changedAt = tick();
    set({ ...IDLE, data: share(state.data, next) as Values, status: "success" });
  }

  function drop() {
    if (!request) return;
    request.abort();
    request = undefined;
    set({ isFetching: false });
  }

  function refresh() {
    need = "now";
    queueMicrotask(flush);
  }

  function settle() {
    if (need === "settled") refresh();
  }

  function spoil(target?: Target, sent?: number) {
    if (target && (renewedBy === sent || !isMatch(target, place))) return;
    changedAt = tick();
    drop();
    refresh();
  }

  function mount() {
    clearTimeout(timer);
    if (need) refresh();
    return release;
  }

  function release() {
    clearTimeout(timer);
    timer = setTimeout(() => {
      drop();
      timer = setTimeout(forget, 30_000);
    });
  }

  return {
    getState: () => state,
    refresh,
    settle,
    spoil,
    subscribe,

    list(shown) {
      if (isHeard() && shown.length < 16) shown.push({ context, params });
    },

    renew(bundle, sent) {
      if (!isMatch(bundle, place)) return;
      if (changedAt > sent) return spoil();
      drop();
      renewedBy = sent;
      take(bundle.data);
    },

    merge(entry, sent, result) {
      if (!isMatch(entry, place)) return;
      const { slot, key = "", order_by, value = result } = entry;
      const { data } = state;
      const next = data && splice(data, entry, result);
      if (!next) return spoil();
      // Rows that stay where they are do not care for each other; all else is one thing.
      const isInPlace = key && !order_by && (next[slot] as []).length <= (data[slot] as []).length;
      const marks = [slot + (Object(value)[key] ?? value), isInPlace ? "" : slot];
      // A read under way may be of before; one that began now might meet the next answer likewise.
      if (
        request ||
        (!need && Math.max(readAt, ...marks.map((mark) => mergedAt[mark] ?? 0)) > sent)
      ) {
        drop();
        need = "settled";
        setTimeout(settle, 1_000);
      }
      changedAt = tick();
      for (const mark of marks) if (mark) mergedAt[mark] = changedAt;
      set({ data: next });
    },

    clear() {
      spoil();
      clearTimeout(timer);
      failures = 0;
      set(IDLE);
      if (!isHeard()) forget();
    },
  };
}
