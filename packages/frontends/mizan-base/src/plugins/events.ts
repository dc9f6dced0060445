import type { Effects, Plugin } from "../client";
import type { MizanError } from "../errors";

declare module "../client" {
  interface ClientEvents {
    request: RequestEvent & { readonly type: "request" };
    answer: RequestEvent & {
      readonly type: "answer";
      /** Since it was sent. */
      readonly milliseconds: number;
      readonly error: MizanError | undefined;
      /** What a call merged, read anew and invalidated. */
      readonly effects: Effects | undefined;
    };
  }
}

interface RequestEvent {
  /** The same for a request and its answer. */
  readonly id: number;
  /** Below the base: `call/`, `session/` or a context's address. */
  readonly path: string;
  /** The function that is called. */
  readonly fn: string | undefined;
}

/**
 * Tells `onEvent` of each request and each answer: for logs and measurements. Neither args nor bundles
 * are in them, but `effects` hold what a call answered.
 */
export function events(): Plugin {
  return (kernel) => {
    const { exchange } = kernel;
    let requests = 0;
    kernel.exchange = async (path, init, key) => {
      const fn = path === "call/" ? JSON.parse(String(init.body)).fn : undefined;
      const event: RequestEvent = { id: ++requests, path, fn };
      const start = performance.now();
      kernel.onEvent({ type: "request", ...event });
      const answer = await exchange(path, init, key);
      const milliseconds = performance.now() - start;
      const effects = fn ? (answer.data as Effects | undefined) : undefined;
      kernel.onEvent({ type: "answer", ...event, milliseconds, error: answer.error, effects });
      return answer;
    };
  };
}
