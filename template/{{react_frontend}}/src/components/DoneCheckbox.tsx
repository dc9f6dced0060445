import { useState } from "react";
import { type Card, useSetCardDone } from "@/api";
import { FormAlert } from "@/components/FormAlert";

export function DoneCheckbox({ boardId, card }: { boardId: number; card: Card }) {
  const setCardDone = useSetCardDone();
  const [wanted, setWanted] = useState(card.is_done);
  const isDone = setCardDone.isPending ? wanted : card.is_done;

  function toggle() {
    setWanted(!isDone);
    setCardDone.mutate({ board_id: boardId, card_id: card.id, is_done: !isDone });
  }

  return (
    <>
      <label className="card-title">
        <input type="checkbox" checked={isDone} onChange={toggle} />
        <span>{card.title}</span>
      </label>
      <FormAlert error={setCardDone.error} />
    </>
  );
}
