import type { BoardCounts as Counts } from "@/api";
import { Balance } from "@/components/Balance";
import { ClearDoneButton } from "@/components/ClearDoneButton";

export function BoardCounts({ boardId, counts }: { boardId: number; counts: Counts }) {
  return (
    <div className="counts">
      <Balance counts={counts} />
      <p role="status">
        {counts.done} of {counts.total} done
      </p>
      <ClearDoneButton boardId={boardId} counts={counts} />
    </div>
  );
}
