import type { MizanError } from "./errors";
import type { PageData } from "./hydrate";
import { isMatch, isUnknown, keyOf, type Place, type Target, type Values } from "./params";
import { share } from "./share";
import { type MergeEntry, splice } from "./splice";

/** An immutable snapshot of one instance (Protocol §5). */
export interface State<Bundle = Values> {
  readonly data: Bundle | undefined;
  readonly status: "idle" | "loading" | "success" | "error";
  readonly error: MizanError | undefined;
  readonly isFetching: boolean;
}

interface Instance {
  place: Place;
  readonly listeners: Set<() => void>;
  state: State;
  /** No finished read vouches for the data: it is read as soon as somebody looks. */
  isStale: boolean;
  /** The one request whose answer counts; whoever drops it makes its answer void. */
  read: AbortController | undefined;
  failures: number;
  /** Mounted: the next try. Unmounted: the grace tick, then the end. */
  timer: ReturnType<typeof setTimeout> | undefined;
  appliedAt: number;
  /** When what was merged last: a slot, a row, or the order of a list. */
  readonly mergedAt: Map<string, number>;
}

/** What a call's answer says about instances. */
export interface Effects {
  readonly result?: unknown;
  readonly merge?: readonly MergeEntry[];
  readonly invalidate?: readonly (Target | string)[];
}

const IDLE: State = { data: undefined, status: "idle", error: undefined, isFetching: false };

const KEEP_UNMOUNTED = 30_000;
const DOUBT_AT_MOST = 1_000;
const RETRY_FIRST = 1_000;
const RETRY_LAST = 30_000;

/** Half of it is chance, so that clients do not come back in step. */
const backoff = (failures: number) =>
  Math.min(RETRY_FIRST * 2 ** failures, RETRY_LAST) * (0.5 + Math.random() / 2);

/** A 4xx is the server's last word on this request; the rest may pass by itself. */
const isPassing = ({ status }: MizanError) => status < 400 || status >= 500 || status === 429;

/**
 * What an entry touches, as marks of which two may not meet in calls that ran together: a slot that
 * is replaced, a row, or the order of a list. Different rows of one list do not disturb each other.
 */
function marksOf({ slot, op, key, value, order_by }: MergeEntry, result: unknown, grew: boolean) {
  if (op === "replace" || !key) return [slot];
  const content = value === undefined ? result : value;
  const row = `${slot}/${JSON.stringify(op === "remove" ? content : (content as Values)[key])}`;
  return grew || order_by ? [row, `${slot}+`] : [row];
}

/**
 * Instances, their subscribers, lifetimes and order of events (Protocol §5). It counts events and
 * reads no clock: an answer counts only if nothing has happened to its instance since it was sent.
 *
 * @param read reads one bundle; what it rejects with becomes the instance's error
 */
export function createStore(read: (path: string, signal: AbortSignal) => Promise<Values>) {
  const instances = new Map<string, Instance>();
  const rendered = new Map<string, State>();
  const changed = new Set<Instance>();
  const due = new Set<Instance>();
  const doubted = new Set<Instance>();
  let doubtTimer: ReturnType<typeof setTimeout> | undefined;
  let tick = 0;
  let callsUnderWay = 0;

  function open(place: Place, state = IDLE): Instance {
    const instance = instances.get(place.key) ?? {
      place,
      state,
      listeners: new Set(),
      isStale: state === IDLE,
      read: undefined,
      failures: 0,
      timer: undefined,
      appliedAt: 0,
      mergedAt: new Map(),
    };
    instance.place = place;
    instances.set(place.key, instance);
    return instance;
  }

  function set(instance: Instance, part: Partial<State>) {
    instance.state = { ...instance.state, ...part };
    changed.add(instance);
  }

  function notify() {
    const now = [...changed];
    changed.clear();
    for (const { listeners } of now) for (const listener of [...listeners]) listener();
  }

  /** Reads at the end of this turn, once for all who ask, if somebody is looking. */
  function want(instance: Instance) {
    if (!due.size) queueMicrotask(flush);
    due.add(instance);
  }

  function flush() {
    const now = [...due];
    due.clear();
    for (const instance of now)
      if (instance.listeners.size && instance.isStale && !instance.read) start(instance);
    notify();
  }

  function start(instance: Instance) {
    const { state, place } = instance;
    const controller = new AbortController();
    instance.read = controller;
    clearTimeout(instance.timer);
    set(instance, { isFetching: true, status: state.status === "idle" ? "loading" : state.status });
    const isCurrent = () => instance.read === controller;
    read(place.path, controller.signal).then(
      (data) => isCurrent() && land(instance, data),
      (error) => isCurrent() && fail(instance, error),
    );
  }

  function land(instance: Instance, next: Values) {
    instance.read = undefined;
    instance.isStale = false;
    instance.failures = 0;
    instance.appliedAt = ++tick;
    instance.mergedAt.clear();
    const data = share(instance.state.data, next);
    set(instance, { data, status: "success", error: undefined, isFetching: false });
    notify();
  }

  function fail(instance: Instance, error: MizanError) {
    instance.read = undefined;
    if (instance.listeners.size && isPassing(error))
      instance.timer = setTimeout(() => want(instance), backoff(instance.failures++));
    set(instance, { status: "error", error, isFetching: false });
    notify();
  }

  function drop(instance: Instance) {
    if (!instance.read) return;
    instance.read.abort();
    instance.read = undefined;
    set(instance, { isFetching: false });
  }

  function spoil(instance: Instance) {
    drop(instance);
    refresh(instance);
  }

  function refresh(instance: Instance) {
    instance.isStale = true;
    want(instance);
  }

  /** Calls that ran together may have answered out of order: read again when all are back, or soon. */
  function doubt(instance: Instance) {
    instance.isStale = true;
    doubtTimer ??= setTimeout(settle, DOUBT_AT_MOST);
    doubted.add(instance);
  }

  function settle() {
    clearTimeout(doubtTimer);
    doubtTimer = undefined;
    for (const instance of doubted) want(instance);
    doubted.clear();
  }

  function merge(instance: Instance, entry: MergeEntry, result: unknown, started: number) {
    const { data: before } = instance.state;
    const isExact = !Object.keys(entry.params ?? {}).some((name) =>
      isUnknown(instance.place, name),
    );
    const data = before && isExact && splice(before, entry, result);
    if (!data || instance.read) spoil(instance);
    if (!data) return;
    const length = (bundle: Values) => (bundle[entry.slot] as { length?: number } | null)?.length;
    const grew = entry.op === "upsert" && length(data) !== length(before);
    let isDoubtful = instance.appliedAt > started;
    for (const mark of marksOf(entry, result, grew)) {
      isDoubtful ||= (instance.mergedAt.get(mark) ?? 0) > started;
      instance.mergedAt.set(mark, ++tick);
    }
    if (isDoubtful) doubt(instance);
    if (data !== before) set(instance, { data });
  }

  function release(instance: Instance) {
    clearTimeout(instance.timer);
    instance.timer = setTimeout(() => {
      drop(instance);
      instance.timer = setTimeout(() => instances.delete(instance.place.key), KEEP_UNMOUNTED);
    });
  }

  function matching(target: Target | string) {
    const entry = typeof target === "string" ? { context: target } : target;
    return [...instances.values()].filter(({ place }) => isMatch(entry, place));
  }

  return {
    getState: (place: Place) => instances.get(place.key)?.state ?? IDLE,

    /** What the page was rendered with, whatever has happened since: hydration starts from it. */
    getServerState: (place: Place) => rendered.get(place.key) ?? IDLE,

    subscribe(place: Place, onChange: () => void) {
      const instance = open(place);
      const listener = () => onChange();
      instance.listeners.add(listener);
      if (instance.listeners.size === 1) {
        clearTimeout(instance.timer);
        if (instance.isStale) want(instance);
      }
      return () => {
        if (instance.listeners.delete(listener) && !instance.listeners.size) release(instance);
      };
    },

    refetch({ key }: Place) {
      const instance = instances.get(key);
      if (instance) refresh(instance);
    },

    /** Takes over what the page was rendered with. */
    hydrate(bundles: PageData["bundles"]) {
      for (const { context, params, data } of bundles) {
        const place = { context, params, key: keyOf(context, params), path: "" };
        const state: State = { ...IDLE, data, status: "success" };
        rendered.set(place.key, state);
        open(place, state);
      }
    },

    /** This moment; `apply` wants to know the one when its call was sent. */
    now: () => ++tick,

    /** A call is under way. */
    begin() {
      callsUnderWay++;
    },

    /** A call is over, one way or the other. */
    end() {
      if (!--callsUnderWay) settle();
    },

    /** Merges, then invalidations, all before anybody is told. */
    apply({ merge: entries = [], invalidate = [], result }: Effects, started: number) {
      for (const entry of entries)
        for (const instance of matching(entry)) merge(instance, entry, result, started);
      for (const target of invalidate) matching(target).forEach(spoil);
      notify();
    },

    /** Nobody knows what a lost answer has changed. */
    spoilAll() {
      instances.forEach(spoil);
      notify();
    },

    /** The page is looked at again. */
    refreshAll() {
      instances.forEach(refresh);
    },

    /** Somebody else is here: nothing that was known or asked before may be seen again. */
    clear() {
      rendered.clear();
      doubted.clear();
      for (const instance of instances.values()) {
        drop(instance);
        clearTimeout(instance.timer);
        instance.failures = 0;
        set(instance, IDLE);
        if (instance.listeners.size) refresh(instance);
        else instances.delete(instance.place.key);
      }
      notify();
    },
  };
}
