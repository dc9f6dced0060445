import { MizanError } from "./errors";
import type { Values } from "./params";

/** What came back: the body where it was a JSON object, and who and which build answered. */
export interface Answer {
  readonly status: number;
  readonly body: Values | undefined;
  readonly who: string | null;
  readonly build: string | null;
}

/** The part of `fetch` that is used; a test or a server hands in its own. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** Why nothing came back: what `abort` was called with if it was a MizanError, else the plain fact. */
function failureOf(cause: unknown, signal: AbortSignal | null | undefined): MizanError {
  if (!signal?.aborted) return new MizanError("NETWORK_ERROR", "No answer", 0, undefined, cause);
  if (signal.reason instanceof MizanError) return signal.reason;
  return new MizanError("ABORTED", "Aborted", 0, undefined, cause);
}

function parsed(text: string): Values | undefined {
  try {
    const body = JSON.parse(text);
    return body === Object(body) && !Array.isArray(body) ? body : undefined;
  } catch {
    return;
  }
}

/**
 * One request, its answer read whole.
 *
 * @throws MizanError `NETWORK_ERROR` without an answer, `ABORTED` or the abort's own reason
 */
export async function exchange(fetch: Fetch, url: string, init: RequestInit): Promise<Answer> {
  try {
    const response = await fetch(url, init);
    const { headers, status } = response;
    return {
      status,
      body: parsed(await response.text()),
      who: headers.get("X-Mizan-Who"),
      build: headers.get("X-Mizan-Build"),
    };
  } catch (cause) {
    throw failureOf(cause, init.signal);
  }
}

/** The error code that an answer carries, if it does. */
export const codeOf = ({ body }: Answer) => (body?.["error"] as Values | undefined)?.["code"];

/** Whether a call's answer says how the call went. */
export const isEnvelope = (answer: Answer) =>
  !!answer.body && ("result" in answer.body || !!codeOf(answer));

/**
 * The body of an answer that went well and, where that is asked for, has this key.
 *
 * @throws MizanError what the envelope says; `BAD_ANSWER` where there is none (a proxy's page, a cut body)
 */
export function bodyOf(answer: Answer, key?: string): Values {
  const { status, body } = answer;
  if (body && status < 300 && (!key || key in body)) return body;
  const { code, message, details } = (body?.["error"] ?? {}) as Values;
  if (typeof code === "string") throw new MizanError(code, String(message), status, details);
  throw new MizanError("BAD_ANSWER", `Not a Mizan answer (HTTP ${status})`, status);
}
