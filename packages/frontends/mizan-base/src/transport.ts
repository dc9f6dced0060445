import { MizanError } from "./errors";
import type { Values } from "./params";

/** What came of a request. No body: nobody knows what the server did, and `error` says why. */
export interface Answer {
  readonly who?: string | null | undefined;
  readonly build?: string | null | undefined;
  readonly body?: Values | undefined;
  readonly error?: MizanError | undefined;
}

/** The part of `fetch` that is used; a test or a server hands in its own. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/**
 * One request, its answer read whole. It never rejects.
 *
 * @param key what a good answer holds; one that is not Mizan's (a proxy's page, a cut body) is `BAD_ANSWER`
 */
export async function exchange(
  send: Fetch,
  url: string,
  init: RequestInit,
  key?: string,
): Promise<Answer> {
  let response: Response | undefined;
  let body: Values | undefined;
  let cause: unknown;
  try {
    response = await send(url, init);
    body = await response.json();
  } catch (error) {
    cause = error;
  }
  const { headers, ok, status } = response ?? ({} as Partial<Response>);
  const record: Values = Object(body);
  let error: MizanError | undefined;
  if (!ok || body !== record || (key && !(key in body))) {
    let { code, message, details } = ok ? {} : Object(record["error"]);
    if (!code) {
      body = undefined;
      code = response ? "BAD_ANSWER" : init.signal?.aborted ? "ABORTED" : "NETWORK_ERROR";
    }
    error = new MizanError(code, message, status, details, cause);
  }
  return { who: headers?.get("X-Mizan-Who"), build: headers?.get("X-Mizan-Build"), body, error };
}

/** The body of a good answer. @throws MizanError of any other */
export function bodyOf({ body, error }: Answer): Values {
  if (error || !body) throw error;
  return body;
}
