import { type SubmitEvent, useState } from "react";
import { type Card, useEditCard } from "@/api";
import { Field, TextField } from "@/components/Field";
import { FormAlert } from "@/components/FormAlert";
import { fieldMessage } from "@/lib/errors";
import { focusOnMount, useFocusOnRefusal } from "@/lib/focus";
import { onEscape } from "@/lib/keys";

type CardEditorProps = { boardId: number; card: Card; onClose: () => void };

export function CardEditor({ boardId, card, onClose }: CardEditorProps) {
  const [title, setTitle] = useState(card.title);
  const [note, setNote] = useState(card.note);
  const editCard = useEditCard();
  const form = useFocusOnRefusal(editCard.error);

  async function submit(event: SubmitEvent) {
    event.preventDefault();
    const args = { board_id: boardId, card_id: card.id, title, note };
    const { error } = await editCard.mutate(args);
    if (!error) onClose();
  }

  return (
    <form
      ref={form}
      className="card-editor"
      onSubmit={submit}
      onKeyDown={onEscape(onClose)}
      noValidate
    >
      <Field
        ref={focusOnMount}
        label="Title"
        value={title}
        onChange={(event) => setTitle(event.target.value)}
        error={fieldMessage(editCard.error, "title")}
      />
      <TextField
        label="Note"
        rows={3}
        value={note}
        onChange={(event) => setNote(event.target.value)}
        error={fieldMessage(editCard.error, "note")}
      />
      <FormAlert error={editCard.error} fields={["title", "note"]} />
      <div className="buttons">
        <button type="submit" aria-disabled={editCard.isPending}>
          Save
        </button>
        <button type="button" className="quiet" onClick={onClose}>
          Cancel
        </button>
      </div>
    </form>
  );
}
