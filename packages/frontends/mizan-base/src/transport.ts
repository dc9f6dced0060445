import { MizanError } from "./errors";
import type { Values } from "./params";

/** How something ended. */
export interface Settled {
  readonly data?: unknown;
  readonly error?: unknown;
}

/** What it ended with. @throws what it failed with */
export function resultOf({ data, error }: Settled) {
  if (error) throw error;
  return data;
}

/** What came of a request. No data: nobody knows what the server did, and `error` says why. */
export interface Answer {
  readonly who?: string | null | undefined;
  readonly build?: string | null | undefined;
  /** The body of any answer that is Mizan's, an error's too. */
  readonly data?: Values | undefined;
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
  let data: Values | undefined;
  let cause: unknown;
  try {
    response = await send(url, init);
    data = await response.json();
  } catch (error) {
    cause = error;
  }
  const { headers, ok, status } = response ?? ({} as Partial<Response>);
  const record: Values = Object(data);
  let error: MizanError | undefined;
  if (!ok || data !== record || (key && !(key in data))) {
    let { code, message, details } = ok ? {} : Object(record["error"]);
    if (!code) {
      data = undefined;
      code = response ? "BAD_ANSWER" : init.signal?.aborted ? "ABORTED" : "NETWORK_ERROR";
    }
    error = new MizanError(code, message, status, details, cause);
  }
  return { who: headers?.get("X-Mizan-Who"), build: headers?.get("X-Mizan-Build"), data, error };
}
