import { projectName } from "@/project";

/** The title of the window, for as long as the page is shown. */
export function PageTitle({ title }: { title?: string }) {
  return <title>{title ? `${title} · ${projectName}` : projectName}</title>;
}
