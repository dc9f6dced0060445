import type { Client } from "../client";
import type { ArgsList, ContextDescriptor } from "../descriptors";
import type { ReadResult, View } from "../read";
import { resultOf, type Settled } from "../transport";

/** Follows a view until it has read what it needs; how that went. */
export function settled<Data>(view: View<ReadResult<Data>>): Promise<Settled> {
  return new Promise((resolve) => {
    const end = view.subscribe(check);
    // What needs a read has begun it by the end of this turn.
    queueMicrotask(check);
    function check() {
      const { isFetching, isLoading, data, error } = view.getSnapshot();
      if (isFetching || isLoading) return;
      end();
      resolve({ data, error });
    }
  });
}

/**
 * Reads a context before it is shown: on hover, ahead of a page. What is there is not read again; what
 * came stays for half a minute, or as long as somebody shows it.
 *
 * @returns the bundle. @throws MizanError what the read failed with
 */
export async function prefetch<Params, Bundle>(
  client: Client,
  context: ContextDescriptor<Params, Bundle>,
  ...[params]: ArgsList<Params>
): Promise<Bundle> {
  const { data, error } = await settled(client.readView(context, params as Params));
  return resultOf({ data, error }) as Bundle;
}
