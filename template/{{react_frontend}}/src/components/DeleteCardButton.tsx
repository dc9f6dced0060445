import { useRef } from "react";
import { type Card, useDeleteCard } from "@/api";
import { FormAlert } from "@/components/FormAlert";
import { Icon } from "@/components/Icon";
import { announce } from "@/lib/announcements";
import { neighbourFocus } from "@/lib/document";

export function DeleteCardButton({ boardId, card }: { boardId: number; card: Card }) {
  const button = useRef<HTMLButtonElement>(null);
  const deleteCard = useDeleteCard();

  async function remove() {
    if (deleteCard.isPending) return;
    const focusNeighbour = neighbourFocus(button.current?.closest("li"));
    const { error } = await deleteCard.mutate({ board_id: boardId, card_id: card.id });
    if (error) return;
    focusNeighbour();
    announce(`Deleted ${card.title}`);
  }

  return (
    <>
      <button
        ref={button}
        type="button"
        className="icon-button"
        aria-label={`Delete ${card.title}`}
        aria-disabled={deleteCard.isPending}
        onClick={remove}
      >
        <Icon name="delete" />
      </button>
      <FormAlert error={deleteCard.error} />
    </>
  );
}
