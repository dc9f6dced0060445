/** Those who listen to something. */
export interface Topic {
  isHeard(): boolean;
  emit(): void;
  /** Answers how to stop; a listener that subscribes twice is told twice. */
  subscribe(listener: () => void): () => void;
}

/** @param onFirst called when the first begins to listen; what it answers, if anything, when the last has stopped */
export function createTopic(onFirst: () => (() => void) | undefined): Topic {
  const listeners = new Set<() => void>();
  let onLast: (() => void) | undefined;
  return {
    isHeard: () => listeners.size > 0,
    emit() {
      for (const listener of listeners) listener();
    },
    subscribe(onEvent) {
      const listener = () => onEvent();
      listeners.add(listener);
      if (listeners.size === 1) onLast = onFirst();
      return () => {
        if (listeners.delete(listener) && !listeners.size) onLast?.();
      };
    },
  };
}
