import { type Card, useSetCardDone } from "@/api";
import { FormAlert } from "@/components/FormAlert";

export function DoneCheckbox({ boardId, card }: { boardId: number; card: Card }) {
  const { mutate: setCardDone, error } = useSetCardDone();
  const args = { board_id: boardId, card_id: card.id, is_done: !card.is_done };
  return (
    <>
      <label className="card-title">
        <input
          type="checkbox"
          checked={card.is_done}
          onChange={() => setCardDone(args, { optimistic: true })}
        />
        <span>{card.title}</span>
      </label>
      <FormAlert error={error} />
    </>
  );
}
