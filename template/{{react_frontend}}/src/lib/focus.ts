import { useEffect, useRef, useState } from "react";
import { useLocation } from "wouter";
import { focusMain } from "@/lib/document";

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
