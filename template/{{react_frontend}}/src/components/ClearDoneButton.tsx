import { type BoardCounts, useClearDone } from "@/api";
import { FormAlert } from "@/components/FormAlert";

export function ClearDoneButton({ boardId, counts }: { boardId: number; counts: BoardCounts }) {
  const clearDone = useClearDone();
  return (
    <>
      <button
        type="button"
        className="link-button"
        disabled={counts.done === 0}
        onClick={() => clearDone.mutate({ board_id: boardId })}
      >
        Clear done cards
      </button>
      <FormAlert error={clearDone.error} />
    </>
  );
}
