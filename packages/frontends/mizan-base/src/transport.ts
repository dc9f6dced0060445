import { MizanError } from "./errors";
import type { Values } from "./params";

/** What came of a request. No body: nobody knows what the server did, and `error` says why. */
export interface Answer {
  readonly headers?: Headers | undefined;
  readonly body?: Values | undefined;
  readonly error?: MizanError;
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
    body = JSON.parse(await response.text());
  } catch (error) {
    cause = error;
  }
  const { headers, ok, status = 0 } = response ?? ({} as Partial<Response>);
  const record: Values = Array.isArray(body) ? {} : Object(body);
  if (ok && body === record && (!key || key in body)) return { headers, body };
  let failure = ok ? {} : Object(record["error"]);
  if (!failure.code) {
    const code = init.signal?.aborted ? "ABORTED" : response ? "BAD_ANSWER" : "NETWORK_ERROR";
    failure = { code, message: "The server gave no valid answer" };
    body = undefined;
  }
  const { code, message, details } = failure;
  return { headers, body, error: new MizanError(code, message, status, details, cause) };
}

/** The body of a good answer. @throws MizanError of any other */
export function bodyOf({ body, error }: Answer): Values {
  if (error || !body) throw error;
  return body;
}
