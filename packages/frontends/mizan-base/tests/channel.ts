/** A BroadcastChannel whose messages, copied as a browser does, arrive with the next microtask. */
export class FakeChannel {
  static readonly open: FakeChannel[] = [];
  onmessage: ((event: { data: unknown }) => void) | undefined;
  readonly name: string;
  /** All that was ever posted. */
  static readonly posted: unknown[] = [];

  constructor(name: string) {
    this.name = name;
    FakeChannel.open.push(this);
  }

  postMessage(message: unknown) {
    FakeChannel.posted.push(message);
    for (const other of FakeChannel.open)
      if (other !== this && other.name === this.name)
        queueMicrotask(() => other.onmessage?.({ data: structuredClone(message) }));
  }
}
