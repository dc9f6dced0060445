import type { ArgsList, ContextDescriptor, FunctionDescriptor } from "./descriptors";
import { MizanError } from "./errors";
import { readPage } from "./hydrate";
import { placeOf, type Values } from "./params";
import { createStore, type Effects, type State } from "./store";
import { type Answer, bodyOf, codeOf, exchange, type Fetch, isEnvelope } from "./transport";

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

  /**
   * Everything of the old identity goes. Who is here now is not taken from the answer that showed
   * the change: answers overtake each other; only requests sent from here on are to be believed.
   */
  function changeIdentity(byCall?: boolean) {
    generation++;
    who = session = undefined;
    if (byCall) for (const controller of calls) controller.abort(identityChanged());
    store.clear();
    for (const listener of [...identityListeners]) listener();
    onEvent?.({ type: "identity" });
  }

  /** One request and what its headers say; an answer of an identity that is gone says nothing. */
  async function request(path: string, init: RequestInit, isCall?: boolean): Promise<Answer> {
    const [sent, sender] = [generation, who];
    const answer = await exchange(fetcher, base + path, init);
    const isLate = sent !== generation;
    // A late call is believed only where it shows a change of its own (a slow sign-in or sign-out).
    if (isLate && !(isCall && sender && answer.who && answer.who !== sender))
      throw identityChanged();
    if (answer.build && answer.build !== build && !isOutdated) {
      isOutdated = true;
      onEvent?.({ type: "outdated", build: answer.build });
    }
    if (answer.who && answer.who !== who) {
      if (who || isLate) {
        changeIdentity(isCall);
        channel?.postMessage(0);
        if (!isCall) throw identityChanged();
      } else who = answer.who;
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

  function forget(old: Promise<unknown> | undefined) {
    if (session === old) session = undefined;
  }

  /** Sends a call that was made in `generation` `sent`; never under another identity than that. */
  async function post(body: string, signal: AbortSignal, sent: number, isAgain?: boolean) {
    const token = getToken();
    const headers = {
      "Content-Type": "application/json",
      "X-Mizan-Csrf": `${(await token) ?? ""}`,
    };
    if (sent !== generation) throw identityChanged();
    const started = store.now();
    const init = { method: "POST", headers, body, signal };
    const answer = await request("call/", init, true).catch((error) => {
      store.spoilAll();
      throw error;
    });
    if (codeOf(answer) === "CSRF_FAILED" && !isAgain) {
      forget(token);
      return post(body, signal, sent, true);
    }
    if (sent === generation && isEnvelope(answer)) store.apply(answer.body as Effects, started);
    else store.spoilAll();
    return bodyOf(answer, "result")["result"];
  }

  async function call(fn: FunctionDescriptor | string, args: unknown = {}, options?: CallOptions) {
    const controller = new AbortController();
    const abort = () => controller.abort();
    const signal = options?.signal;
    if (signal?.aborted) abort();
    signal?.addEventListener("abort", abort);
    calls.add(controller);
    store.begin();
    try {
      const body = JSON.stringify({ fn: typeof fn === "string" ? fn : fn.name, args });
      return await post(body, controller.signal, generation);
    } finally {
      signal?.removeEventListener("abort", abort);
      calls.delete(controller);
      store.end();
    }
  }

  function registerContext(context: ContextDescriptor, params: object = {}): ContextHandle<Values> {
    const place = placeOf(context, params);
    const own = new Set<() => void>();
    return {
      getState: () => store.getState(place),
      getServerState: () => store.getServerState(place),
      subscribe(listener) {
        const end = store.subscribe(place, listener);
        own.add(end);
        return end;
      },
      refetch: () => store.refetch(place),
      unregister() {
        for (const end of own) end();
      },
    };
  }

  const page = readPage();
  if (page?.build === build) {
    who = page.who;
    store.hydrate(page.bundles);
  }

  let channel: BroadcastChannel | undefined;
  if (typeof window !== "undefined") {
    channel = new BroadcastChannel(`mizan ${base}`);
    channel.onmessage = () => changeIdentity();
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
