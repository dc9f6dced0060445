import type { PageData } from "./hydrate";
import { createInstance, IDLE, type Instance, type State, type Surroundings } from "./instance";
import { isMatch, keyOf, type Place, type Target, type Values } from "./params";
import type { MergeEntry } from "./splice";

/** What a call's answer says about instances. */
export interface Effects {
  readonly result?: unknown;
  readonly merge?: readonly MergeEntry[];
  readonly invalidate?: readonly (Target | string)[];
}

const DOUBT_AT_MOST = 1_000;

/**
 * All instances of a page, and what concerns more than one of them (Protocol §5).
 *
 * @param read reads one bundle; what it rejects with becomes the instance's error
 */
export function createStore(read: Surroundings["read"]) {
  const instances = new Map<string, Instance>();
  const rendered = new Map<string, State>();
  const touched = new Set<Instance>();
  const doubted = new Set<Instance>();
  let doubtTimer: ReturnType<typeof setTimeout> | undefined;
  let ticks = 0;
  let callsUnderWay = 0;

  function flush() {
    const now = [...touched];
    touched.clear();
    for (const instance of now) instance.flush();
  }

  function settle() {
    clearTimeout(doubtTimer);
    for (const instance of doubted) instance.refresh();
    doubted.clear();
  }

  const surroundings: Surroundings = {
    read,
    tick: () => ++ticks,
    touch(instance) {
      if (!touched.size) queueMicrotask(flush);
      touched.add(instance);
    },
    doubt(instance) {
      if (!doubted.size) doubtTimer = setTimeout(settle, DOUBT_AT_MOST);
      doubted.add(instance);
    },
    forget: (key) => instances.delete(key),
  };

  function open(place: Place, data?: Values) {
    const instance = instances.get(place.key) ?? createInstance(place, surroundings, data);
    instances.set(place.key, instance);
    instance.place = place;
    return instance;
  }

  function matching(target: Target | string) {
    const entry = typeof target === "string" ? { context: target } : target;
    return [...instances.values()].filter(({ place }) => isMatch(entry, place));
  }

  function each(action: (instance: Instance) => void) {
    for (const instance of instances.values()) action(instance);
  }

  return {
    getState: ({ key }: Place) => instances.get(key)?.state ?? IDLE,

    /** What the page was rendered with, whatever has happened since: hydration starts from it. */
    getServerState: ({ key }: Place) => rendered.get(key) ?? IDLE,

    subscribe: (place: Place, listener: () => void) => open(place).subscribe(listener),

    refresh: ({ key }: Place) => instances.get(key)?.refresh(),

    /** Takes over what the page was rendered with. */
    hydrate(bundles: PageData["bundles"]) {
      for (const { context, params, data } of bundles) {
        const key = keyOf(context, params);
        rendered.set(key, open({ context, params, key, path: "" }, data).state);
      }
    },

    /** This moment; `apply` wants to know the one when its call was sent. */
    now: surroundings.tick,

    /** A call is under way. */
    begin() {
      callsUnderWay++;
    },

    /** A call is over, one way or the other. */
    end() {
      if (!--callsUnderWay) settle();
    },

    /** Merges, then invalidations. */
    apply({ merge = [], invalidate = [], result }: Effects, sent: number) {
      for (const entry of merge)
        for (const instance of matching(entry)) instance.merge(entry, result, sent);
      for (const target of invalidate) for (const { spoil } of matching(target)) spoil();
    },

    /** Nobody knows what a lost answer has changed. */
    spoilAll: () => each(({ spoil }) => spoil()),

    /** The page is looked at again. */
    refreshAll: () => each(({ refresh }) => refresh()),

    /** Somebody else is here. */
    clearAll() {
      rendered.clear();
      each((instance) => {
        instance.clear();
        if (!instance.isMounted()) instances.delete(instance.place.key);
      });
    },
  };
}
