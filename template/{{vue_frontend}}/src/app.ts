import type { Client } from "@mizan/vue";
import { type Component, h } from "vue";
import ErrorBoundary from "@/components/ErrorBoundary.vue";
import Root from "@/Root.vue";

/** A page with all that is around it. */
export const withRoot =
  (page: Component, props: object = {}, client?: Client) =>
  () =>
    h(ErrorBoundary, () => h(Root, { client }, () => h(page, props)));
