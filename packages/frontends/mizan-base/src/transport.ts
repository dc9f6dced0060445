import { MizanError } from "./errors";
import type { Values } from "./params";

/** What came of a request. No body: nobody knows what the server did, and `error` says why. */
export interface Answer {
  readonly body?: Values | undefined;
  readonly error?: MizanError | undefined;
  readonly headers?: Headers;
}

/** The part of `fetch` that is used; a test or a server hands in its own. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** Nothing came back: what `abort` was given if it was a MizanError, else the plain fact. */
function failureOf(cause: unknown, { signal }: RequestInit): MizanError {
  if (signal?.reason instanceof MizanError) return signal.reason;
  const code = signal?.aborted ? "ABORTED" : "NETWORK_ERROR";
  return new MizanError(code, "No answer", 0, undefined, cause);
}

function parsed(text: string): Values | undefined {
  try {
    const body = JSON.parse(text);
    return Array.isArray(body) || body !== Object(body) ? undefined : body;
  } catch {
    return;
  }
}

/**
 * One request, its answer read whole. It never rejects.
 *
 * @param key what a good answer holds; without it the answer is not Mizan's (a proxy's page, a cut body)
 */
export async function exchange(
  fetch: Fetch,
  url: string,
  init: RequestInit,
  key?: string,
): Promise<Answer> {
  try {
    const response = await fetch(url, init);
    const { headers, status } = response;
    const body = parsed(await response.text());
    if (body && response.ok && (!key || key in body)) return { headers, body };
    const { code, message, details } = (body?.["error"] ?? {}) as Values;
    if (!response.ok && code)
      return { headers, body, error: new MizanError(`${code}`, `${message}`, status, details) };
    return {
      headers,
      error: new MizanError("BAD_ANSWER", `Not Mizan's answer (${status})`, status),
    };
  } catch (cause) {
    return { error: failureOf(cause, init) };
  }
}

/** The body of a good answer. @throws MizanError of any other */
export function bodyOf({ body, error }: Answer): Values {
  if (error || !body) throw error;
  return body;
}
