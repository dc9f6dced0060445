import type { KeyboardEvent } from "react";

export function onEscape(close: () => void) {
  return (event: KeyboardEvent) => {
    if (event.key === "Escape") close();
  };
}
