import { useAnnouncement } from "@/lib/announcements";

/** Nothing to see: what `announce()` was last told, for screen readers. */
export function Announcements() {
  return (
    <p role="status" className="visually-hidden">
      {useAnnouncement()}
    </p>
  );
}
