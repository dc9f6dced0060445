import type { ArgsList, ContextDescriptor, FunctionDescriptor } from "./descriptors";
import { MizanError } from "./errors";
import { readPage } from "./hydrate";
import { tick } from "./instance";
import { placeOf, type Target } from "./params";
import type { MergeEntry } from "./splice";
import { type ContextHandle, createStore } from "./store";
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
  readonly invalidate?: readonly (Target | string)[];
}

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
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
  /** A call is likely: fetch what it will need. */
  prepare(): void;
  /** Hears of each event from now on. */
  listen(listener: (event: ClientEvent) => void): () => void;
}

const identityChanged = () => new MizanError("IDENTITY_CHANGED", "Somebody else is signed in now");

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
  const listeners = new Set<(event: ClientEvent) => void>();
  const { each, open, register } = createStore(async (path, signal) =>
    bodyOf(await request(path, { signal })),
  );
  let who: string | undefined;
  let generation = 0;
  let callsUnderWay = 0;
  /** Ends the calls of those who are here. */
  let present = new AbortController();
  let session: Promise<Answer> | undefined;
  let isOutdated = false;
  let channel: BroadcastChannel | undefined;

  function emit(event: ClientEvent) {
    for (const listener of listeners) listener(event);
  }

  /**
   * Everything of the old identity goes. Who is here now is not taken from the answer that showed
   * the change, for answers overtake each other: only what is sent from here on is to be believed.
   */
  function changeIdentity() {
    generation++;
    who = session = undefined;
    each((instance) => instance.clear());
    emit({ type: "identity" });
  }

  /** One request and what its headers say; an answer to an identity that is gone says nothing. */
  async function request(path: string, init: RequestInit, callKey?: string): Promise<Answer> {
    const [sent, sender] = [generation, who];
    const answer = await exchange(send, base + path, init, callKey);
    const header = (name: string) => answer.headers?.get(`X-Mizan-${name}`);
    const now = header("Who");
    const built = header("Build");
    if (sent !== generation) {
      // A late call is believed only where it changed the identity itself: a slow sign-in or sign-out.
      if (!callKey || !sender || !now || now === sender) return { error: identityChanged() };
      spoilAll();
    }
    if (built && built !== build && !isOutdated) {
      isOutdated = true;
      emit({ type: "outdated", build: built });
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

  /** Nobody knows what has changed. */
  function spoilAll() {
    each((instance) => instance.spoil());
  }

  /** Holds the CSRF token; fetched once for all who need it. */
  function getSession(): Promise<Answer> {
    session ??= request("session/", {}).then((answer) => {
      if (answer.error) session = undefined;
      return answer;
    });
    return session;
  }

  /** Merges, then invalidations, of a call that was sent at `sent`. */
  function apply({ merge = [], invalidate = [], result }: Effects, sent: number) {
    for (const entry of merge) each((instance) => instance.merge(entry, result, sent));
    for (const entry of invalidate) {
      const target = typeof entry === "string" ? { context: entry } : entry;
      each((instance) => instance.spoil(target));
    }
  }

  /** Sends a call that was made in generation `made`; never under another identity than that. */
  async function post(
    body: string,
    signal: AbortSignal,
    made: number,
    isAgain?: boolean,
  ): Promise<unknown> {
    const { csrf } = bodyOf(await getSession());
    const headers = { "Content-Type": "application/json", "X-Mizan-Csrf": `${csrf}` };
    if (made !== generation) throw identityChanged();
    const sent = tick();
    const answer = await request("call/", { method: "POST", headers, body, signal }, "result");
    if (answer.error?.code === "CSRF_FAILED" && !isAgain) {
      session = undefined;
      return post(body, signal, made, true);
    }
    if (!answer.body) spoilAll();
    else if (made === generation) apply(answer.body, sent);
    return bodyOf(answer)["result"];
  }

  async function call(
    fn: FunctionDescriptor | string,
    args: unknown = {},
    { signal }: CallOptions = {},
  ): Promise<unknown> {
    callsUnderWay++;
    try {
      const body = JSON.stringify({ fn: typeof fn === "string" ? fn : fn.name, args });
      const signals = signal ? [present.signal, signal] : [present.signal];
      return await post(body, AbortSignal.any(signals), generation);
    } finally {
      if (!--callsUnderWay) each((instance) => instance.settle());
    }
  }

  function listen(listener: (event: ClientEvent) => void) {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  if (onEvent) listen(onEvent);

  if (typeof window !== "undefined") {
    const page = readPage();
    if (page?.build === build) {
      who = page.who;
      for (const bundle of page.bundles) open(bundle, bundle.data);
    }
    channel = new BroadcastChannel(`mizan ${base}`);
    channel.onmessage = changeIdentity;
    const wake = () =>
      document.visibilityState === "hidden" || each((instance) => instance.refresh());
    if (refetchOnFocus)
      for (const type of ["focus", "online", "visibilitychange"]) addEventListener(type, wake);
  }

  return {
    registerContext: (context: ContextDescriptor, params: object = {}) =>
      register(placeOf(context, params)),
    call,
    prepare: () => void getSession(),
    listen,
  } as Client;
}
