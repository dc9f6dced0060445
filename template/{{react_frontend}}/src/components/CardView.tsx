import type { Card } from "@/api";
import { DeleteCardButton } from "@/components/DeleteCardButton";
import { DoneCheckbox } from "@/components/DoneCheckbox";
import { Icon } from "@/components/Icon";
import type { Editor } from "@/lib/focus";

type CardViewProps = { boardId: number; card: Card; editor: Editor };

export function CardView({ boardId, card, editor }: CardViewProps) {
  return (
    <>
      <DoneCheckbox boardId={boardId} card={card} />
      <div className="card-actions">
        <button
          ref={editor.opener}
          type="button"
          className="icon-button"
          aria-label={`Edit ${card.title}`}
          onClick={editor.open}
        >
          <Icon name="edit" />
        </button>
        <DeleteCardButton boardId={boardId} card={card} />
      </div>
      {card.note && <p className="card-note">{card.note}</p>}
    </>
  );
}
