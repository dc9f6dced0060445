import { type MaybeRefOrGetter, toValue, watchEffect } from "vue";
import { projectName } from "@/project";

/** The title of the window, for as long as the component is shown. */
export function useTitle(title?: MaybeRefOrGetter<string | undefined>) {
  watchEffect(() => {
    const shown = toValue(title);
    document.title = shown ? `${shown} · ${projectName}` : projectName;
  });
}
