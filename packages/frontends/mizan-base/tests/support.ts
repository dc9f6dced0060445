import {
  type Client,
  type ClientOptions,
  type ContextDescriptor,
  createClient,
} from "../src/index";
import { type Request, Server } from "./server";

/** Everything that can happen without network and timers has happened. */
export const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

export interface Bench {
  readonly server: Server;
  readonly client: Client;
  /** Delivers what is under way, oldest first, until nothing is but what is held back. */
  drain(...held: Request[]): Promise<void>;
  /** Delivers until this request is under way, and answers it. */
  reach(text: string, ...held: Request[]): Promise<Request>;
}

export function createBench(options: Partial<ClientOptions> = {}, server = new Server()): Bench {
  const { fetch, build } = server;
  const client = createClient({ base: "/api/", build, fetch, ...options });
  const isFree = (held: Request[]) => server.pending.find((request) => !held.includes(request));
  async function drain(...held: Request[]) {
    for (await settled(); isFree(held); await settled()) server.deliver(isFree(held) as Request);
  }
  async function reach(text: string, ...held: Request[]) {
    const isIt = ({ fn, url }: Request) => fn === text || (!fn && url.includes(text));
    const find = () => server.pending.find((request) => isIt(request) && !held.includes(request));
    for (await settled(); !find(); await settled()) {
      const next = isFree(held);
      if (!next) throw new Error(`${text} is never sent`);
      server.deliver(next);
    }
    return find() as Request;
  }
  return { server, client, drain, reach };
}

/** What somebody who shows an instance has seen, in order. */
export function watch<Params, Bundle>(
  client: Client,
  context: ContextDescriptor<Params, Bundle>,
  params: Params,
) {
  const handle = client.registerContext(context, params as never);
  const seen: unknown[] = [];
  const end = handle.subscribe(() => seen.push(handle.getState()));
  return { ...handle, seen, end };
}
