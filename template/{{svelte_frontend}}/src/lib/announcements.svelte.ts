/** What a screen reader has to say. */
export const announcement = $state({ text: "" });

/** Have a screen reader say what has just happened. */
export function announce(text: string) {
  announcement.text = text;
}
