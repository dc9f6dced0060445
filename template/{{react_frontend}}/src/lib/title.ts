import { useEffect } from "react";
import { projectName } from "@/project";

/** The title of the window, for as long as the component is shown. */
export function useTitle(title: string | undefined) {
  useEffect(() => {
    document.title = title ? `${title} · ${projectName}` : projectName;
  }, [title]);
}
