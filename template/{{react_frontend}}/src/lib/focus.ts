import { useEffect, useRef, useState } from "react";
import { useLocation } from "wouter";

/** A ref for an element that takes the focus when it appears. */
export function focusOnMount(element: HTMLElement | null) {
  element?.focus();
}

export type Editor = ReturnType<typeof useEditor>;

/** An editor that opens in place of what it edits and gives the focus back when it closes. */
export function useEditor() {
  const [state, setState] = useState<"untouched" | "open" | "closed">("untouched");
  return {
    isOpen: state === "open",
    open: () => setState("open"),
    close: () => setState("closed"),
    /** The ref of the button that opens the editor. */
    opener: state === "closed" ? focusOnMount : null,
  };
}

/** A ref for a form: the first field that the server refused takes the focus. */
export function useFocusOnRefusal(error: object | undefined) {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (error) form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [error]);
  return form;
}

/** Begin at the top when the address changes, as on a new page. */
export function useFocusOnNavigation() {
  const [location] = useLocation();
  const shown = useRef(location);
  useEffect(() => {
    if (shown.current === location) return;
    shown.current = location;
    window.scrollTo(0, 0);
    focusMain();
  }, [location]);
}

export function focusMain() {
  document.querySelector("main")?.focus({ preventScroll: true });
}

/**
 * Call it before an item leaves its list. What it answers moves the focus to the item's neighbour,
 * unless the focus is elsewhere by then.
 */
export function neighbourFocus(item: HTMLElement | null): () => void {
  const neighbour = item?.nextElementSibling ?? item?.previousElementSibling;
  return () => {
    if (document.activeElement !== document.body) return;
    const next = neighbour?.isConnected ? neighbour.querySelector("input") : null;
    (next ?? document.querySelector<HTMLElement>("[data-fallback-focus]"))?.focus();
  };
}
