import type { ArgsList, ContextDescriptor, FunctionDescriptor } from "./descriptors";
import { MizanError } from "./errors";
import { readPage } from "./hydrate";
import type { State } from "./instance";
import { placeOf, type Values } from "./params";
import { createStore } from "./store";
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

/** One instance of a context, shared by all who register the same params. */
export interface ContextHandle<Bundle> {
  getState(): State<Bundle>;
  /** The state that the page was rendered with; it never changes. */
  getServerState(): State<Bundle>;
  subscribe(listener: () => void): () => void;
  /** Read again; joins a read under way. */
  refetch(): void;
  /** Ends the subscriptions made through this handle. */
  unregister(): void;
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
  /** Told when everything of the last identity has to go. */
  onIdentity(listener: () => void): () => void;
}

const identityChanged = () => new MizanError("IDENTITY_CHANGED", "Somebody else is signed in now");

/**
 * The kernel of one page: its instances, its identity, its calls (Protocol §5).
 *
 * @param options where the server is, which build the client was made for, and what to tell whom
 */
export function createClient(options: ClientOptions): Client {
  const { base, build, onEvent, refetchOnFocus = true } = options;
  const fetcher: Fetch = options.fetch ?? ((url, init) => fetch(url, init));
  const calls = new Set<AbortController>();
  const identityListeners = new Set<() => void>();
  const store = createStore(async (path, signal) => bodyOf(await request(path, { signal })));
  let who: string | null | undefined;
  let generation = 0;
  let session: Promise<unknown> | undefined;
  let isOutdated = false;
  let channel: BroadcastChannel | undefined;

  /**
   * Everything of the old identity goes. Who is here now is not taken from the answer that showed
   * the change, for answers overtake each other: only what is sent from here on is to be believed.
   */
  function changeIdentity() {
    generation++;
    who = session = undefined;
    store.clearAll();
    for (const listener of [...identityListeners]) listener();
    onEvent?.({ type: "identity" });
  }

  /** One request and what its headers say; an answer to an identity that is gone says nothing. */
  async function request(path: string, init: RequestInit, callKey?: string): Promise<Answer> {
    const sent = generation;
    const sender = who;
    const answer = await exchange(fetcher, base + path, init, callKey);
    const isLate = sent !== generation;
    const now = answer.headers?.get("X-Mizan-Who");
    const built = answer.headers?.get("X-Mizan-Build");
    if (isLate) {
      // A late call is believed only where it changed the identity itself: a slow sign-in or sign-out.
      if (!(callKey && sender && now && now !== sender)) return { error: identityChanged() };
      store.spoilAll();
    }
    if (built && built !== build && !isOutdated) {
      isOutdated = true;
      onEvent?.({ type: "outdated", build: built });
    }
    if (!now || now === who) return answer;
    if (!who && !isLate) who = now;
    else {
      // What else is under way was asked by somebody who has just left; but a read may have
      // overtaken the very call that lets them leave.
      if (callKey) for (const controller of calls) controller.abort(identityChanged());
      changeIdentity();
      channel?.postMessage(0);
    }
    return answer;
  }

  /** The CSRF token, fetched once for all who need it. */
  function getToken(): Promise<unknown> {
    session ??= request("session/", {}).then((answer) => bodyOf(answer)["csrf"]);
    const mine = session;
    mine.catch(() => forget(mine));
    return mine;
  }

  function forget(old: Promise<unknown>) {
    if (session === old) session = undefined;
  }

  /** Sends a call that was made in generation `made`; never under another identity than that. */
  async function post(
    body: string,
    signal: AbortSignal,
    made: number,
    isAgain?: boolean,
  ): Promise<unknown> {
    const token = getToken();
    const headers = { "Content-Type": "application/json", "X-Mizan-Csrf": `${await token}` };
    if (made !== generation) throw identityChanged();
    const sent = store.now();
    const answer = await request("call/", { method: "POST", headers, body, signal }, "result");
    if (answer.error?.code === "CSRF_FAILED" && !isAgain) {
      forget(token);
      return post(body, signal, made, true);
    }
    if (!answer.body) store.spoilAll();
    else if (made === generation) store.apply(answer.body, sent);
    return bodyOf(answer)["result"];
  }

  async function call(
    fn: FunctionDescriptor | string,
    args: unknown = {},
    { signal }: CallOptions = {},
  ): Promise<unknown> {
    const controller = new AbortController();
    const signals = signal ? [controller.signal, signal] : [controller.signal];
    calls.add(controller);
    store.begin();
    try {
      const body = JSON.stringify({ fn: typeof fn === "string" ? fn : fn.name, args });
      return await post(body, AbortSignal.any(signals), generation);
    } finally {
      calls.delete(controller);
      store.end();
    }
  }

  function registerContext(context: ContextDescriptor, params: object = {}): ContextHandle<Values> {
    const place = placeOf(context, params);
    const ends = new Set<() => void>();
    return {
      getState: () => store.getState(place),
      getServerState: () => store.getServerState(place),
      subscribe(listener) {
        const end = store.subscribe(place, listener);
        ends.add(end);
        return end;
      },
      refetch: () => store.refresh(place),
      unregister() {
        for (const end of ends) end();
      },
    };
  }

  const page = readPage();
  if (page?.build === build) {
    who = page.who;
    store.hydrate(page.bundles);
  }

  if (typeof window !== "undefined") {
    channel = new BroadcastChannel(`mizan ${base}`);
    channel.onmessage = changeIdentity;
    const wake = () => document.visibilityState === "hidden" || store.refreshAll();
    if (refetchOnFocus)
      for (const type of ["focus", "online", "visibilitychange"])
        window.addEventListener(type, wake);
  }

  return {
    registerContext,
    call,
    prepare: () => void getToken(),
    onIdentity(listener) {
      identityListeners.add(listener);
      return () => identityListeners.delete(listener);
    },
  } as Client;
}
