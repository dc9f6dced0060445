export function onEscape(close: () => void) {
  return (event: KeyboardEvent) => {
    if (event.key === "Escape") close();
  };
}

/** A handler of `submit` that stays on the page. */
export function onSubmit(submit: () => unknown) {
  return (event: SubmitEvent) => {
    event.preventDefault();
    void submit();
  };
}
