import {
  type Answer,
  type ContextDescriptor,
  type ContextHandle,
  type Effects,
  isMatch,
  type Kernel,
  type Place,
  type State,
  type Target,
} from "@mizan/base";

/** Something that happened to an instance, and by what. */
export interface Happening {
  readonly what: "read" | "failed" | "merged" | "brought along" | "invalidated";
  readonly why: string;
  /** Time of day, for people. */
  readonly at: string;
}

/** One instance of a context, as a person wants to see it. */
export interface InstanceRow {
  readonly path: string;
  readonly context: string;
  readonly params: Place["params"];
  readonly state: State;
  readonly subscribers: number;
  /** How often its data has changed. */
  readonly version: number;
  /** The newest first. */
  readonly happenings: readonly Happening[];
}

/** One call and what came of it. */
export interface CallRow {
  readonly fn: string;
  readonly args: unknown;
  readonly milliseconds: number;
  readonly error: string | undefined;
  readonly effects: string;
  readonly at: string;
}

/** What has happened in one client, newest first. */
export interface Recorder {
  instances(): readonly InstanceRow[];
  calls(): readonly CallRow[];
  refetch(path: string): void;
  /** Marks it stale as a call's answer would: what is under way is too old. */
  invalidate(path: string): void;
  subscribe(listener: () => void): () => void;
}

interface Known {
  readonly place: Place;
  readonly handle: ContextHandle<Record<string, unknown>>;
  subscribers: number;
  version: number;
  data: unknown;
  readonly happenings: Happening[];
}

const KEPT = 50;
const now = () => new Date().toLocaleTimeString();

/** Listens to a kernel; nothing that it does can be told from outside. */
export function record(kernel: Kernel): Recorder {
  const known = new Map<string, Known>();
  const calls: CallRow[] = [];
  const listeners = new Set<() => void>();
  /** Which function an answer's effects come from. */
  const sources = new WeakMap<object, string>();
  const { apply, exchange, registerContext } = kernel;

  const tell = () => {
    for (const listener of listeners) listener();
  };

  function note(target: Target, what: Happening["what"], why: string) {
    for (const { place, happenings } of known.values()) {
      if (!isMatch(target, place)) continue;
      happenings.unshift({ what, why, at: now() });
      happenings.splice(KEPT);
    }
  }

  kernel.exchange = async (path, init, key) => {
    const start = performance.now();
    const answer = await exchange(path, init, key);
    const milliseconds = performance.now() - start;
    if (path === "call/") noteCall(JSON.parse(String(init.body)), answer, milliseconds);
    const place = known.get(path)?.place;
    const { error } = answer;
    if (place) {
      const took = `in ${Math.round(milliseconds)} ms`;
      note(place, error ? "failed" : "read", error ? error.code : took);
    }
    tell();
    return answer;
  };

  function noteCall(call: { fn: string; args: unknown }, answer: Answer, milliseconds: number) {
    const { data, error } = answer;
    if (data) sources.set(data, call.fn);
    const { fn, args } = call;
    const effects = summaryOf((data ?? {}) as Effects);
    calls.unshift({ fn, args, milliseconds, error: error?.code, effects, at: now() });
    calls.splice(KEPT);
  }

  kernel.apply = (effects, sent) => {
    const source = sources.get(effects) ?? "another tab";
    for (const entry of effects.merge ?? [])
      note(entry, "merged", `${entry.op} ${entry.slot} by ${source}`);
    for (const bundle of effects.bundles ?? []) note(bundle, "brought along", `by ${source}`);
    for (const target of effects.invalidate ?? []) note(target, "invalidated", `by ${source}`);
    apply(effects, sent);
    tell();
  };

  function knownOf(handle: Known["handle"]): Known {
    const { place } = handle;
    const found = known.get(place.path) ?? {
      place,
      handle,
      subscribers: 0,
      version: 0,
      data: undefined,
      happenings: [],
    };
    known.set(place.path, found);
    return found;
  }

  kernel.registerContext = ((context: ContextDescriptor, params: object) => {
    const handle = registerContext(context, params as never) as Known["handle"];
    const entry = knownOf(handle);
    return {
      ...handle,
      subscribe(listener: () => void) {
        const end = handle.subscribe(() => {
          const { data } = handle.getState();
          if (data !== entry.data) entry.version++;
          entry.data = data;
          listener();
          tell();
        });
        entry.subscribers++;
        tell();
        let isOver = false;
        return () => {
          end();
          if (!isOver) entry.subscribers--;
          isOver = true;
          tell();
        };
      },
    };
  }) as Kernel["registerContext"];

  return {
    instances: () =>
      [...known.values()].map(({ place, handle, subscribers, version, happenings }) => ({
        path: place.path,
        context: place.context,
        params: place.params,
        state: handle.getState(),
        subscribers,
        version,
        happenings,
      })),
    calls: () => calls,
    refetch: (path) => known.get(path)?.handle.refetch(),
    invalidate(path) {
      const place = known.get(path)?.place;
      if (!place) return;
      const effects = { invalidate: [place] };
      sources.set(effects, "hand");
      kernel.apply(effects, -1);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** `merged board_cards, board_counts · invalidated boards` */
function summaryOf({ merge = [], bundles = [], invalidate = [] }: Effects): string {
  const nameOf = (target: Target) => (typeof target === "string" ? target : target.context);
  const parts = [
    ["merged", merge.map(({ slot }) => slot)],
    ["brought along", bundles.map(nameOf)],
    ["invalidated", invalidate.map(nameOf)],
  ] as const;
  return parts
    .filter(([, names]) => names.length)
    .map(([word, names]) => `${word} ${[...new Set(names)].join(", ")}`)
    .join(" · ");
}
