import type { ArgsList, ContextDescriptor, FunctionDescriptor } from "./descriptors";
import { MizanError } from "./errors";
import { readPage } from "./hydrate";
import { type Bundle, tick } from "./instance";
import { type Place, placeOf, type Target } from "./params";
import type { MergeEntry } from "./splice";
import { type ContextHandle, createStore } from "./store";
import { createTopic } from "./topic";
import { type Answer, bodyOf, exchange, type Fetch } from "./transport";

/** `outdated`: the server runs another build (told once). `identity`: somebody else is signed in now. */
export type ClientEvent =
  | { readonly type: "outdated"; readonly build: string }
  | { readonly type: "identity" };

export interface ClientOptions {
  /** Where the app mounts Mizan, with the slash at its end. */
  readonly base: string;
  /** The schema that the generated client was made from. */
  readonly build: string;
  readonly fetch?: Fetch;
  readonly onEvent?: (event: ClientEvent) => void;
  /** Read what is mounted again when the page comes back: focus, visible, online. Default true. */
  readonly refetchOnFocus?: boolean;
}

/** What a call's answer says about instances. */
interface Effects {
  readonly result?: unknown;
  readonly merge?: readonly MergeEntry[];
  readonly bundles?: readonly Bundle[];
  readonly invalidate?: readonly Target[];
}

/** How a call ended. */
export interface Settled {
  readonly data?: unknown;
  readonly error?: unknown;
}

/** The result of a call. @throws what it failed with */
export function resultOf({ data, error }: Settled) {
  if (error) throw error;
  return data;
}

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  /** Told in the same turn as those who show what the call changed, so that all render once. */
  readonly onOutcome?: ((outcome: Settled) => void) | undefined;
}

export interface Client {
  registerContext<Params, Bundle>(
    context: ContextDescriptor<Params, Bundle>,
    ...params: ArgsList<Params>
  ): ContextHandle<Bundle>;
  /** Calls a function. Rejects with a MizanError. */
  call<Args, Result, Failure>(
    fn: FunctionDescriptor<Args, Result, Failure> | string,
    args?: Args,
    options?: CallOptions,
  ): Promise<Result>;
  /** The same; it never rejects. */
  attempt<Args, Result, Failure>(
    fn: FunctionDescriptor<Args, Result, Failure> | string,
    args?: Args,
    options?: CallOptions,
  ): Promise<Settled>;
  /**
   * Somebody may call: what calls need is fetched ahead, now and for each new identity. The listener
   * hears that what is known of earlier calls belongs to somebody who has left.
   */
  expectCalls(onIdentity: () => void): () => void;
}

/**
 * The kernel of one page: its instances, its identity, its calls (Protocol §5).
 *
 * @param options where the server is, which build the client was made for, and what to tell whom
 */
export function createClient({
  base,
  build,
  fetch: send = (url, init) => fetch(url, init),
  onEvent,
  refetchOnFocus = true,
}: ClientOptions): Client {
  const { emit, isHeard, subscribe: expectCalls } = createTopic(() => void getSession());
  const { each, open, register } = createStore(request);
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
    onEvent?.({ type: "identity" });
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
    const answer = made === generation ? await exchange(send, base + path, init, callKey) : {};
    const { who: now, build: built } = answer;
    // A late call is believed only where it changed the identity itself: a slow sign-in or sign-out.
    if (made !== generation && (!callKey || !now || now === sender))
      return { error: new MizanError("IDENTITY_CHANGED") };
    if (build && built && built !== build) {
      build = ""; // told once
      onEvent?.({ type: "outdated", build: built });
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

  /** Merges, then bundles, then invalidations, of a call that was sent at `sent`. */
  function apply({ merge, bundles, invalidate, result }: Effects, sent: number) {
    for (const [action, items] of Object.entries({ merge, renew: bundles, spoil: invalidate }))
      for (const item of items ?? []) each(action as "merge", item as MergeEntry, sent, result);
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
        const { csrf } = bodyOf(await getSession());
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
        if (answer.body) apply(answer.body, sent);
        else each("spoil");
        outcome = { data: bodyOf(answer)["result"] };
        break;
      }
    } catch (error) {
      outcome = { error };
    }
    onOutcome?.(outcome);
    if (!--callsUnderWay) each("settle");
    return outcome;
  }

  if (typeof window !== "undefined") {
    const page = readPage();
    if (page?.build === build) {
      who = page.who;
      page.bundles.forEach(open);
    }
    channel = new BroadcastChannel(`mizan ${base}`);
    channel.onmessage = changeIdentity;
    const wake = () => document.hidden || each("refresh");
    if (refetchOnFocus)
      for (const type of ["focus", "online", "visibilitychange"]) addEventListener(type, wake);
  }

  return {
    registerContext: (context: ContextDescriptor, params: object = {}) =>
      register(placeOf(context, params)),
    attempt,
    call: (...call: Parameters<typeof attempt>) => attempt(...call).then(resultOf),
    expectCalls,
  } as Client;
}
