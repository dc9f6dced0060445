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
