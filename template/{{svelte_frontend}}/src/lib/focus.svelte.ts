import { tick } from "svelte";
import { focusMain } from "@/lib/document";

/** `{@attach takeFocus}`: the element takes the focus when it appears. */
export function takeFocus(element: HTMLElement) {
  element.focus();
}

/** An editor that opens in place of what it edits and gives the focus back when it closes. */
export function createEditor() {
  let state = $state<"untouched" | "open" | "closed">("untouched");
  return {
    get isOpen() {
      return state === "open";
    },
    /** What to attach to the button that opens the editor. */
    get opener() {
      return state === "closed" && takeFocus;
    },
    open() {
      state = "open";
    },
    close() {
      state = "closed";
    },
  };
}

export type Editor = ReturnType<typeof createEditor>;

/** The first field of a form that the server refused takes the focus. */
export function useFocusOnRefusal(
  form: () => HTMLFormElement | undefined,
  error: () => object | undefined,
) {
  $effect(() => {
    if (!error()) return;
    void tick().then(() => form()?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
  });
}

/** Begin at the top when the address changes, as on a new page. */
export function useFocusOnNavigation(address: () => string) {
  let shown = address();
  $effect(() => {
    const now = address();
    if (shown === now) return;
    shown = now;
    window.scrollTo(0, 0);
    focusMain();
  });
}
