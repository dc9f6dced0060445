import { expect } from "vitest";

/** A BroadcastChannel whose messages arrive with the next microtask. */
export class FakeChannel {
  static readonly open: FakeChannel[] = [];
  onmessage: (() => void) | undefined;
  readonly name: string;

  constructor(name: string) {
    this.name = name;
    FakeChannel.open.push(this);
  }

  postMessage(data: unknown) {
    expect(data).toBe(0);
    for (const other of FakeChannel.open)
      if (other !== this && other.name === this.name) queueMicrotask(() => other.onmessage?.());
  }
}
