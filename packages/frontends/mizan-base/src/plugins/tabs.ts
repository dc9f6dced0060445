import type { Effects, Plugin } from "../client";
import { tick } from "../instance";

/** What one tab tells the others of a call. */
interface Message {
  readonly who: string;
  readonly id: string;
  /** What its answer said; `null`: the answer was lost; none: it has only been sent. */
  readonly effects?: Effects | null;
}

/** What other tabs need of an answer: its result only where a merge takes its value from there. */
function toldOf({ merge, bundles, invalidate, result }: Effects): Effects {
  const needsResult = merge?.some((entry) => !("value" in entry));
  return {
    ...(merge && { merge }),
    ...(bundles && { bundles }),
    ...(invalidate && { invalidate }),
    ...(needsResult && { result }),
  };
}

/**
 * Tells other tabs of the same person what a call has merged, read anew and invalidated, so that they
 * show it without a request. Nothing is told to a tab in which somebody else is signed in.
 *
 * A tab hears that a call is sent before it hears what came of it. It judges the answer like one of its
 * own: a message between tabs is faster than the two requests it would take to overtake it.
 */
export function tabs(): Plugin {
  return (kernel) => {
    if (typeof window === "undefined") return;
    const channel = new BroadcastChannel(`mizan tabs ${kernel.base}`);
    const tab = crypto.getRandomValues(new Uint32Array(2)).join("-");
    const { exchange, meet } = kernel;
    /** When calls of other tabs were sent. */
    const sent = new Map<string, number>();
    let who: string | undefined;
    let calls = 0;

    kernel.meet = (name) => {
      who = name;
      meet(name);
    };

    kernel.exchange = async (path, init, key) => {
      const sender = who;
      const id = `${tab} ${++calls}`;
      const isTold = path === "call/" && sender !== undefined;
      if (isTold) channel.postMessage({ who: sender, id } satisfies Message);
      const answer = await exchange(path, init, key);
      const now = answer.who;
      // An answer that was asked for before somebody else came says nothing of who is here.
      if (now && who === sender) who = now;
      if (isTold && (!now || now === sender)) {
        const effects = answer.data ? toldOf(answer.data) : null;
        channel.postMessage({ who: sender, id, effects } satisfies Message);
      }
      return answer;
    };

    channel.onmessage = ({ data }: MessageEvent<Message>) => {
      if (data.who !== who) return;
      if (data.effects === undefined) {
        sent.set(data.id, tick());
        return;
      }
      // A call of before this tab listened: as if it had been sent before all that is known here.
      const at = sent.get(data.id) ?? -1;
      sent.delete(data.id);
      if (data.effects) kernel.apply(data.effects, at);
      else kernel.each("spoil");
    };
  };
}
