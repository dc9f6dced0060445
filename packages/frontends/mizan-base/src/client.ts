import type { ArgsList, ContextDescriptor, FunctionDescriptor } from "./descriptors";
import { MizanError } from "./errors";
import { type Bundle, type Reader, retryDelay, tick } from "./instance";
import { type Place, placeOf, type Target, type Values } from "./params";
import { createReadView, type Memory, type ReadResult, type View } from "./read";
import type { MergeEntry } from "./splice";
import { type ContextHandle, createStore } from "./store";
import { createTopic } from "./topic";
import { type Answer, exchange, type Fetch, resultOf, type Settled } from "./transport";

/** Plugins add events of their own (`declare module`). */
export interface ClientEvents {
  /** The server runs another build; told once. */
  outdated: { readonly type: "outdated"; readonly build: string };
  /** Somebody else is signed in now. */
  identity: { readonly type: "identity" };
}

export type ClientEvent = ClientEvents[keyof ClientEvents];

export interface ClientOptions {
  /** Where the app mounts Mizan, with the slash at its end. */
  readonly base: string;
  /** The schema that the generated client was made from. */
  readonly build: string;
  readonly fetch?: Fetch;
  readonly onEvent?: (event: ClientEvent) => void;
  /** What the client can do besides; each wraps what those before it have made. */
  readonly plugins?: readonly Plugin[];
}

/** What a call's answer says about instances. */
export interface Effects {
  readonly result?: unknown;
  readonly merge?: readonly MergeEntry[];
  readonly bundles?: readonly Bundle[];
  readonly invalidate?: readonly Target[];
}

/** Plugins add options of their own (`declare module`). */
export interface CallOptions<_Args = unknown> {
  readonly signal?: AbortSignal | undefined;
  /** Told in the same turn as those who show what the call changed, so that all render once. */
  readonly onOutcome?: ((outcome: Settled) => void) | undefined;
}

export interface Client {
  registerContext<Params, Bundle>(
    context: ContextDescriptor<Params, Bundle>,
    ...params: ArgsList<Params>
  ): ContextHandle<Bundle>;
  /** What a component shows of one slot of a context, or of its whole bundle: for adapters. */
  readView<Params, Bundle, Slot extends keyof Bundle | undefined = undefined>(
    context: ContextDescriptor<Params, Bundle>,
    params: Params,
    slot?: Slot,
    memory?: Memory,
  ): View<ReadResult<Slot extends keyof Bundle ? Bundle[Slot] : Bundle>>;
  /** Calls a function. Rejects with a MizanError. */
  call<Args, Result, Failure>(
    fn: FunctionDescriptor<Args, Result, Failure> | string,
    args?: Args,
    options?: CallOptions<Args>,
  ): Promise<Result>;
  /** The same; it never rejects. */
  attempt<Args, Result, Failure>(
    fn: FunctionDescriptor<Args, Result, Failure> | string,
    args?: Args,
    options?: CallOptions<Args>,
  ): Promise<Settled>;
  /**
   * Somebody may call: what calls need is fetched ahead, now and for each new identity. The listener
   * hears that what is known of earlier calls belongs to somebody who has left.
   */
  expectCalls(onIdentity: () => void): () => void;
}

/**
 * A client as plugins see it: the kernel calls what stands here, so whoever puts a function of his
 * own in the place of one hears of everything and may change it.
 */
export interface Kernel extends Client, Reader {
  readonly base: string;
  readonly build: string;
  /** One request, whole; `key` is what the answer of a call has to hold. It never rejects. */
  exchange(path: string, init: RequestInit, key?: string): Promise<Answer>;
  /** Merges, then bundles, then invalidations, of a call that was sent at `sent`. */
  apply(effects: Effects, sent: number): void;
  /** Does one thing to all instances. */
  each: ReturnType<typeof createStore>["each"];
  /** Adds an instance of which the data is known. */
  open: ReturnType<typeof createStore>["open"];
  /** Says who is here before any answer does. */
  meet(who: string): void;
  onEvent(event: ClientEvent): void;
}

/** Adds to a client, when it is made. */
export type Plugin = (kernel: Kernel) => void;

/**
 * The kernel of one page: its instances, its identity, its calls (Protocol §5).
 *
 * @param options where the server is, which build the client was made for, and what to tell whom
 */
export function createClient({
  base,
  build,
  fetch: send = (url, init) => fetch(url, init),
  onEvent = () => {},
  plugins = [],
}: ClientOptions): Client {
  const { emit, isHeard, subscribe: expectCalls } = createTopic(() => void getSession());
  const kernel = {
    base,
    build,
    read: request,
    exchange: (path, init, key) => exchange(send, base + path, init, key),
    apply,
    retryDelay,
    meet(name) {
      who = name;
    },
    onEvent,
    registerContext: (context: ContextDescriptor, params: object) =>
      register(placeOf(context, params)),
    readView: (context, params, slot) =>
      createReadView(kernel.registerContext(context, params as never), slot),
    attempt,
    call: (...call) => kernel.attempt(...call).then(resultOf),
    expectCalls,
  } as Kernel;
  const { each, register } = Object.assign(kernel, createStore(kernel));
  let who: string | undefined;
  let generation = 0;
  let callsUnderWay = 0;
  /** Ends the calls of those who are here. */
  let present = new AbortController();
  let session: Promise<Answer> | undefined;
  let channel: BroadcastChannel | undefined;

  /**
   * Everything of the old identity goes. Who is here now is not taken from the answer that showed
   * the change, for answers overtake each other: only what is sent from here on is to be believed.
   */
  function changeIdentity() {
    generation++;
    who = session = undefined;
    each("clear");
    emit();
    if (isHeard()) getSession();
    kernel.onEvent({ type: "identity" });
  }

  /**
   * One request and what its headers say. It is not sent if the generation that it was made in is
   * over, and an answer to an identity that is gone says nothing.
   */
  async function request(
    path: string,
    init: RequestInit,
    made = generation,
    callKey?: string,
  ): Promise<Answer> {
    const sender = who;
    const answer = made === generation ? await kernel.exchange(path, init, callKey) : {};
    const { who: now, build: built } = answer;
    // A late call is believed only where it changed the identity itself: a slow sign-in or sign-out.
    if (made !== generation && (!callKey || !now || now === sender))
      return { error: new MizanError("IDENTITY_CHANGED") };
    if (build && built && built !== build) {
      build = ""; // told once
      kernel.onEvent({ type: "outdated", build: built });
    }
    if (who && now && now !== who) {
      // A call that changed it takes all others with it; a read may have overtaken that very call.
      if (callKey) {
        present.abort();
        present = new AbortController();
      }
      changeIdentity();
      channel?.postMessage(0);
    } else if (now) who = now;
    return answer;
  }

  /** Holds the CSRF token; fetched once for all who need it. */
  function getSession(): Promise<Answer> {
    session ??= request("session/", {}).then((answer) => {
      if (answer.error) session = undefined;
      return answer;
    });
    return session;
  }

  function apply({ merge, bundles, invalidate, result }: Effects, sent: number) {
    for (const entry of merge ?? []) each("merge", entry, sent, result);
    for (const bundle of bundles ?? []) each("renew", bundle, sent);
    for (const target of invalidate ?? []) each("spoil", target, sent);
  }

  async function attempt(
    fn: FunctionDescriptor | string,
    args: unknown = {},
    { signal = present.signal, onOutcome }: CallOptions = {},
  ): Promise<Settled> {
    const made = generation;
    let outcome: Settled;
    callsUnderWay++;
    try {
      for (let triesLeft = 2; ; session = undefined) {
        const { csrf } = resultOf(await getSession()) as Values;
        const mounted: Pick<Place, "context" | "params">[] = [];
        each("list", mounted);
        const sent = tick();
        const init = {
          method: "POST",
          headers: { "Content-Type": "application/json", "X-Mizan-Csrf": csrf as string },
          body: JSON.stringify({ fn: (fn as FunctionDescriptor).name ?? fn, args, mounted }),
          signal: AbortSignal.any([present.signal, signal]),
        };
        const answer = await request("call/", init, made, "result");
        if (--triesLeft && answer.error?.code === "CSRF_FAILED") continue;
        if (answer.data) kernel.apply(answer.data, sent);
        else each("spoil");
        outcome = { data: (resultOf(answer) as Values)["result"] };
        break;
      }
    } catch (error) {
      outcome = { error };
    }
    onOutcome?.(outcome);
    if (!--callsUnderWay) each("settle");
    return outcome;
  }

  for (const plugin of plugins) plugin(kernel);

  if (typeof window !== "undefined") {
    channel = new BroadcastChannel(`mizan ${base}`);
    channel.onmessage = changeIdentity;
  }

  return kernel;
}
