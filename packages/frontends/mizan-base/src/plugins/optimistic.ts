import type { Effects, Kernel, Plugin } from "../client";
import type { ContextDescriptor, Expectation, FunctionDescriptor } from "../descriptors";
import type { State } from "../instance";
import { isMatch, type Place, type Target, type Values } from "../params";
import type { ContextHandle } from "../store";
import { createTopic } from "../topic";

declare module "../client" {
  interface CallOptions<_Args> {
    /**
     * What the page shows until the answer is there, or for good where the answer says so. `true`
     * shows by key what the call will merge, as far as its args tell.
     */
    readonly optimistic?: true | Update | readonly Update[] | undefined;
  }
}

/** What a call is expected to do to the instances of one context that have these params. */
export interface Update {
  readonly target: Exclude<Target, string>;
  readonly updater: (bundle: Values) => Values;
}

/**
 * An expected change: `update(boardContext, { board_id }, (board) => ({ ...board, … }))`.
 *
 * It is replayed over whatever the server has confirmed meanwhile, so it has to make a new bundle of
 * the one it is given and look at nothing else. Params may name fewer than all: each instance that
 * has them is meant.
 */
export const update = <Params, Bundle>(
  context: ContextDescriptor<Params, Bundle>,
  params: Partial<Params>,
  updater: (bundle: Bundle) => Bundle,
): Update => ({
  target: { context: context.name, params: params as Values },
  updater: updater as unknown as Update["updater"],
});

/** One call's updates, while they are shown. */
interface Layer {
  readonly updates: readonly Update[];
  /** Since its answer is there: what the page shows that waits for the read it asked for, as it was then. */
  waits?: Map<string, State>;
}

/** Somebody who shows an instance. */
interface Shower {
  readonly place: Place;
  readonly getState: () => State;
}

const isMeant = ({ updates }: Layer, place: Place) =>
  updates.some(({ target }) => isMatch(target, place));

/** Whether an answer leaves an instance to be read: what it merged or brought along is there already. */
function isReadAgain({ merge = [], bundles = [], invalidate = [] }: Effects, place: Place) {
  const isIn = (targets: readonly Target[]) => targets.some((target) => isMatch(target, place));
  return isIn(invalidate) && !isIn(merge) && !isIn(bundles);
}

/** `mutate(args, { optimistic })`: replayed over the confirmed state (Protocol §5). */
export function optimisticUpdates(): Plugin {
  return (kernel) => {
    const layers = new Set<Layer>();
    /** What the page shows, once for each that shows it. */
    const mounted = new Set<Shower>();
    const { emit, subscribe } = createTopic(() => undefined);
    const { apply, attempt, onEvent, registerContext } = kernel;
    let effects: Effects = {};

    // What one person expects is not to be seen by another.
    kernel.onEvent = (event) => {
      if (event.type === "identity") layers.clear();
      onEvent(event);
    };

    kernel.apply = (of, sent) => {
      effects = of;
      apply(of, sent);
    };

    kernel.attempt = (fn, args, options = {}) => {
      const updates = updatesOf(fn, args as Values, options.optimistic);
      if (!updates.length) return attempt(fn, args, options);
      const layer: Layer = { updates };
      layers.add(layer);
      emit();
      return attempt(fn, args, {
        ...options,
        onOutcome(outcome) {
          layer.waits = new Map();
          for (const { place, getState } of outcome.error ? [] : mounted)
            if (isMeant(layer, place) && isReadAgain(effects, place))
              layer.waits.set(place.path, getState());
          forget(layer);
          emit();
          options.onOutcome?.(outcome);
        },
      });
    };

    /** Nobody waits for anything of it any more. */
    function forget(layer: Layer) {
      if (layer.waits?.size === 0) layers.delete(layer);
    }

    /**
     * Whether a layer's updates are still to be seen in an instance: until the answer, and where that
     * asked for a read, until it has landed.
     */
    function isShown(layer: Layer, { path }: Place, state: State) {
      if (!layer.waits) return true;
      const since = layer.waits.get(path);
      // Until the read has begun the state is what it was; then it fetches.
      if (since && (state === since || state.isFetching)) return true;
      layer.waits.delete(path);
      forget(layer);
      return false;
    }

    /** Who shows nothing any more waits for nothing. */
    function leave(shower: Shower) {
      mounted.delete(shower);
      const { path } = shower.place;
      if ([...mounted].some(({ place }) => place.path === path)) return;
      for (const layer of layers) if (layer.waits?.delete(path)) forget(layer);
    }

    kernel.registerContext = ((context: ContextDescriptor, params: object) => {
      const handle = registerContext(context, params as never) as ContextHandle<Values>;
      const { place } = handle;
      let shown: { readonly of: State; readonly by: readonly Update[]; readonly state: State };
      const ends = new Set<() => void>();

      function getState(): State {
        const of = handle.getState();
        if (!of.data || !layers.size) return of;
        const seen = [...layers].filter((layer) => isShown(layer, place, of));
        const by = seen.flatMap(({ updates }) =>
          updates.filter((each) => isMatch(each.target, place)),
        );
        if (!by.length) return of;
        const isSame = shown?.of === of && shown.by.length === by.length;
        if (isSame && by.every((each, index) => each === shown.by[index])) return shown.state;
        const data = by.reduce((bundle, { updater }) => updater(bundle), of.data);
        shown = { of, by, state: { ...of, data } };
        return shown.state;
      }

      return {
        ...handle,
        getState,
        subscribe(listener) {
          const shower: Shower = { place, getState: handle.getState };
          mounted.add(shower);
          const both = [handle.subscribe(listener), subscribe(listener)];
          const end = () => {
            leave(shower);
            for (const each of both) each();
          };
          ends.add(end);
          return end;
        },
        unregister() {
          for (const end of ends) end();
        },
      } satisfies ContextHandle<Values>;
    }) as Kernel["registerContext"];
  };
}

function updatesOf(
  fn: FunctionDescriptor | string,
  args: Values,
  given: true | Update | readonly Update[] | undefined,
): readonly Update[] {
  if (!given) return [];
  if (given !== true) return [given].flat() as Update[];
  const { name = fn, expects } = fn as FunctionDescriptor;
  if (!expects)
    throw new Error(
      `optimistic: true shows what the args of a call tell of its answer; those of ${name} tell ` +
        "nothing. Say what to expect: optimistic: update(context, params, (bundle) => …)",
    );
  return expects.map((each) => updateOf(each, args));
}

/** What a merge will bring, as far as the args tell. */
function updateOf(expectation: Expectation, args: Values): Update {
  const { context, params, slot, op, key, keyArg, fields } = expectation;
  const named = Object.entries(params).map(([param, arg]) => [param, args[arg]]);
  const known = fields.filter((name) => args[name] !== undefined);
  const changed = (record: unknown) =>
    record && { ...record, ...Object.fromEntries(known.map((name) => [name, args[name]])) };
  const isMeant = (row: Values) => key && keyArg && row[key] === args[keyArg];
  const next = (old: unknown) => {
    if (!Array.isArray(old)) return op === "remove" ? null : changed(old);
    if (op === "remove") return old.filter((row) => !isMeant(row));
    return old.map((row) => (isMeant(row) ? changed(row) : row));
  };
  return {
    target: { context, params: Object.fromEntries(named) },
    updater: (bundle) => ({ ...bundle, [slot]: next(bundle[slot]) }),
  };
}
