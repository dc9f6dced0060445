import { type Client, type ContextDescriptor, placeOf } from "@mizan/base";
import {
  createContext,
  createElement,
  type FunctionComponent,
  type PropsWithChildren,
  useContext,
  useMemo,
} from "react";

/** The client, and per context the params that the nearest Provider gives. */
interface Surroundings {
  readonly client: Client;
  readonly nearest: Readonly<Record<string, object>>;
}

const Mizan = createContext<Surroundings | undefined>(undefined);

export function useSurroundings(): Surroundings {
  const surroundings = useContext(Mizan);
  if (!surroundings) throw new Error("Mizan hooks need a <MizanProvider client={…}> above them.");
  return surroundings;
}

/** Gives the client to all hooks below. */
export function MizanProvider({ client, children }: PropsWithChildren<{ client: Client }>) {
  const value = useMemo(() => ({ client, nearest: {} }), [client]);
  return createElement(Mizan.Provider, { value }, children);
}

/** Makes the Provider of a context: its props are the params that hooks below use when given none. */
export function createProvider<Params extends object, Bundle>(
  context: ContextDescriptor<Params, Bundle>,
): FunctionComponent<PropsWithChildren<Params>> {
  // biome-ignore lint/correctness/noComponentHookFactories: called once per context, at module level
  return function Provider({ children, ...params }) {
    const outer = useSurroundings();
    const { key } = placeOf(context, params);
    // biome-ignore lint/correctness/useExhaustiveDependencies: the key says all of params
    const value = useMemo(
      () => ({ ...outer, nearest: { ...outer.nearest, [context.name]: params } }),
      [outer, key],
    );
    return createElement(Mizan.Provider, { value }, children);
  };
}
