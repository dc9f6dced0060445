import { tick } from "svelte";

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

export function focusMain() {
  document.querySelector("main")?.focus({ preventScroll: true });
}

/**
 * Call it before an item leaves its list. What it answers moves the focus to the item's neighbour,
 * unless the focus is elsewhere by then.
 */
export function neighbourFocus(item: HTMLElement | null | undefined): () => void {
  const neighbour = item?.nextElementSibling ?? item?.previousElementSibling;
  return () => {
    if (document.activeElement !== document.body) return;
    const next = neighbour?.isConnected ? neighbour.querySelector("input") : null;
    (next ?? document.querySelector<HTMLElement>("[data-fallback-focus]"))?.focus();
  };
}
