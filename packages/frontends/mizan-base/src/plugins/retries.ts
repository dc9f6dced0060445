import type { Plugin } from "../client";
import { MizanError } from "../errors";
import type { Answer } from "../transport";

declare module "../client" {
  interface ClientEvents {
    /** The network is gone: what was asked waits. */
    paused: { readonly type: "paused" };
    /** It is back: what waited goes on. */
    resumed: { readonly type: "resumed" };
  }
}

export interface RetryOptions {
  /** How often a call is sent again when nobody knows what became of it. Default 2. */
  readonly retry?: number | boolean;
  /**
   * Milliseconds before the next try. Default, half of it chance: for calls from a quarter of a second
   * to one, for somebody waits; for reads from a second to half a minute.
   */
  readonly retryDelay?: (failures: number, error: MizanError) => number;
  /** `online`: what finds no network waits for it; `always`: it fails. Default `online`. */
  readonly networkMode?: "online" | "always";
}

/**
 * Reads that fail for a passing reason are tried again at intervals of your own; calls under an
 * `Idempotency-Key`, where the server keeps them (Protocol §4 "Retry"), so that one whose answer was
 * lost takes effect once. Without a network both wait until it is back.
 */
export function retries(options: RetryOptions = {}): Plugin {
  const { retry = 2, networkMode = "online" } = options;
  const most = retry === true ? Number.POSITIVE_INFINITY : Number(retry);
  const delayOf = (failures: number, error: MizanError) =>
    options.retryDelay?.(failures, error) ?? 2 ** failures * 250 * (1 + Math.random());
  return (kernel) => {
    const { attempt, exchange, retryDelay } = kernel;
    /** Functions that are never sent again. */
    const once = new Set<string>();
    let isOffered = false;
    let waiting = 0;
    /** Ends what waits on behalf of somebody who has left. */
    let present = new AbortController();

    kernel.retryDelay = (failures, error) => {
      const usual = retryDelay(failures, error);
      return usual && (options.retryDelay?.(failures, error) ?? usual);
    };

    const { onEvent } = kernel;
    kernel.onEvent = (event) => {
      if (event.type === "identity") {
        present.abort();
        present = new AbortController();
      }
      onEvent(event);
    };

    kernel.attempt = (fn, args, options) => {
      if (typeof fn === "object" && fn.idempotent === false) once.add(fn.name);
      return attempt(fn, args, options);
    };

    kernel.exchange = async (path, init, key) => {
      if (path !== "call/") return exchangeOnline(path, init, key);
      const isOnce = once.size && once.has(JSON.parse(String(init.body)).fn);
      if (!isOffered || !most || isOnce) return exchange(path, init, key);
      const headers = { ...init.headers, "Idempotency-Key": newKey() };
      for (let failures = 0; ; failures++) {
        const answer = await exchangeOnline(path, { ...init, headers }, key);
        const { error } = answer;
        if (!error || !isUnknown(answer) || failures >= most) return answer;
        if (!(await pause(delayOf(failures, error), [init.signal, present.signal]))) return answer;
      }
    };

    /** One that fails without a network is none: it goes again when there is one. */
    async function exchangeOnline(path: string, init: RequestInit, key?: string): Promise<Answer> {
      for (;;) {
        const answer = await exchange(path, init, key);
        if (path === "session/" && answer.data) isOffered = answer.data["idempotency"] === true;
        if (networkMode === "always" || answer.error?.code !== "NETWORK_ERROR" || !isOffline())
          return answer;
        if (!waiting++) kernel.onEvent({ type: "paused" });
        const isBack = await online([init.signal, present.signal]);
        if (!--waiting && isBack) kernel.onEvent({ type: "resumed" });
        if (!isBack) return { error: new MizanError("ABORTED") };
      }
    }
  };
}

const isOffline = () => typeof navigator !== "undefined" && navigator.onLine === false;

/** No answer, one of a proxy that had none either, or the first try still runs. */
const isUnknown = ({ data, error }: Answer) =>
  error?.code === "IN_PROGRESS" ||
  (!data &&
    error?.code !== "ABORTED" &&
    (!error?.status || error.status < 300 || error.status > 499));

/** Also where a page is not served securely, and `crypto.randomUUID` is missing. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

type Signals = readonly (AbortSignal | null | undefined)[];

/** Waits; whether it was not aborted. */
function pause(milliseconds: number, signals: Signals): Promise<boolean> {
  return wait(signals, (done) => {
    const timer = setTimeout(done, milliseconds);
    return () => clearTimeout(timer);
  });
}

/** Waits for the network; whether it came before an abort. */
function online(signals: Signals): Promise<boolean> {
  return wait(signals, (done) => {
    addEventListener("online", done);
    return () => removeEventListener("online", done);
  });
}

function wait(signals: Signals, begin: (done: () => void) => () => void): Promise<boolean> {
  return new Promise((resolve) => {
    const signal = AbortSignal.any(signals.filter((each) => each instanceof AbortSignal));
    const finish = (isDone: boolean) => {
      end();
      signal.removeEventListener("abort", abort);
      resolve(isDone);
    };
    const abort = () => finish(false);
    const end = begin(() => finish(true));
    signal.addEventListener("abort", abort);
    if (signal.aborted) abort();
  });
}
