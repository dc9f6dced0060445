import { useSyncExternalStore } from "react";

let message = "";
const listeners = new Set<() => void>();

/** Have a screen reader say what has just happened. */
export function announce(text: string) {
  message = text;
  for (const listener of listeners) listener();
}

export function useAnnouncement(): string {
  return useSyncExternalStore(subscribe, getMessage, getMessage);
}

const getMessage = () => message;

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
