import { createInstance, IDLE, type Instance, type Reader, type State } from "./instance";
import type { Place, Values } from "./params";

/** One instance of a context, shared by all who register the same params. */
export interface ContextHandle<Bundle> {
  readonly place: Place;
  getState(): State<Bundle>;
  /** The state that the page was rendered with: none, but with the plugin `hydration`. */
  getServerState(): State<Bundle>;
  subscribe(listener: () => void): () => void;
  /** Read again; joins a read under way. */
  refetch(): void;
  /** Ends the subscriptions made through this handle. */
  unregister(): void;
}

/** All instances of a page. A handle holds none: instances live while somebody looks, and a while longer. */
export function createStore(reader: Reader) {
  const instances = new Map<string, Instance>();

  function open(place: Place): Instance {
    const { path } = place;
    const instance =
      instances.get(path) ?? createInstance(place, reader, () => instances.delete(path));
    instances.set(path, instance);
    return instance;
  }

  function register(place: Place): ContextHandle<Values> {
    const find = () => instances.get(place.path);
    const ends = new Set<() => void>();
    return {
      place,
      getState: () => find()?.getState() ?? IDLE,
      getServerState: () => IDLE,
      subscribe(listener) {
        const end = open(place).subscribe(listener);
        ends.add(end);
        return end;
      },
      refetch: () => find()?.refresh(),
      unregister() {
        for (const end of ends) end();
      },
    };
  }

  return {
    open,
    register,
    /** Does one thing to all of them. */
    each<Action extends "merge" | "spoil" | "renew" | "list" | "refresh" | "settle" | "clear">(
      action: Action,
      ...args: Parameters<Instance[Action]>
    ) {
      for (const instance of instances.values())
        (instance[action] as (...args: unknown[]) => void)(...args);
    },
  };
}
