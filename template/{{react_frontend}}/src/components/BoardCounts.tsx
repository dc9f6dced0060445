import type { BoardCounts as Counts } from "@/api";
import { Balance } from "@/components/Balance";

export function BoardCounts({ counts }: { counts: Counts }) {
  return (
    <div className="counts">
      <Balance counts={counts} />
      <p role="status">
        {counts.done} of {counts.total} done
      </p>
    </div>
  );
}
