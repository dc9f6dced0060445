import { computed, type Directive, nextTick, type Ref, ref, watch } from "vue";
import type { Router } from "vue-router";
import { focusMain } from "@/lib/document";

/** `v-focus`: the element takes the focus when it appears, unless the value says otherwise. */
export const vFocus: Directive<HTMLElement, boolean | undefined> = {
  mounted(element, { value = true }) {
    if (value) element.focus();
  },
};

/** An editor that opens in place of what it edits and gives the focus back when it closes. */
export function useEditor() {
  const state = ref<"untouched" | "open" | "closed">("untouched");
  return {
    isOpen: computed(() => state.value === "open"),
    /** For `v-focus` on the button that opens the editor. */
    wasClosed: computed(() => state.value === "closed"),
    open() {
      state.value = "open";
    },
    close() {
      state.value = "closed";
    },
  };
}

/** The first field of a form that the server refused takes the focus. */
export function useFocusOnRefusal(
  form: Readonly<Ref<HTMLFormElement | null>>,
  error: () => object | undefined,
) {
  watch(error, async (refused) => {
    await nextTick();
    if (refused) form.value?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  });
}

/** Begin at the top when the address changes, as on a new page. */
export function focusOnNavigation(router: Router) {
  router.afterEach(async (to, from) => {
    if (!from.matched.length || to.path === from.path) return;
    await nextTick();
    window.scrollTo(0, 0);
    focusMain();
  });
}
