import { readonly, ref } from "vue";

const message = ref("");

/** What a screen reader has to say. */
export const announcement = readonly(message);

/** Have a screen reader say what has just happened. */
export function announce(text: string) {
  message.value = text;
}
