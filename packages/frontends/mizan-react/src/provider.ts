import type { Client, ContextDescriptor } from "@mizan/base";
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
  if (!surroundings) throw new Error("There is no <MizanProvider> above this component");
  return surroundings;
}

/** Gives the client to all hooks below. */
export function MizanProvider({ client, children }: PropsWithChildren<{ client: Client }>) {
  const value = useMemo(() => ({ client, nearest: {} }), [client]);
  return createElement(Mizan, { value }, children);
}

/** Makes the Provider of a context: its props are the params that hooks below use when given none. */
export function createProvider<Params extends object, Bundle>(
  context: ContextDescriptor<Params, Bundle>,
): FunctionComponent<PropsWithChildren<Params>> {
  // biome-ignore lint/correctness/noComponentHookFactories: called once per context, at module level
  return function Provider({ children, ...params }) {
    const outer = useSurroundings();
    // biome-ignore lint/correctness/useExhaustiveDependencies: the text says all of params
    const value = useMemo(
      () => ({ ...outer, nearest: { ...outer.nearest, [context.name]: params } }),
      [outer, JSON.stringify(params)],
    );
    return createElement(Mizan, { value }, children);
  };
}
