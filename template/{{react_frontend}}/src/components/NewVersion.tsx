import { Notice } from "@/components/Notice";

/** The server runs another version than the page that is open. */
export function NewVersion() {
  return (
    <Notice
      text="There is a new version of this page."
      action="Load it"
      onAction={() => window.location.reload()}
    />
  );
}
