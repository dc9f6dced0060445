import { type SubmitEvent, useState } from "react";
import { type BoardSummary, useRenameBoard } from "@/api";
import { Field } from "@/components/Field";
import { FormAlert } from "@/components/FormAlert";
import { Icon } from "@/components/Icon";
import { fieldMessage } from "@/lib/errors";
import { focusOnMount, useEditor, useFocusOnRefusal } from "@/lib/focus";
import { onEscape } from "@/lib/keys";

export function BoardTitle({ board }: { board: BoardSummary }) {
  const editor = useEditor();
  if (editor.isOpen) return <RenameForm board={board} onClose={editor.close} />;
  return (
    <div className="board-title">
      <p className="eyebrow">{board.is_public ? "Public board" : "Private board"}</p>
      <h1>{board.name}</h1>
      <button
        ref={editor.opener}
        type="button"
        className="icon-button"
        aria-label="Rename board"
        onClick={editor.open}
      >
        <Icon name="edit" />
      </button>
    </div>
  );
}

function RenameForm({ board, onClose }: { board: BoardSummary; onClose: () => void }) {
  const [name, setName] = useState(board.name);
  const renameBoard = useRenameBoard();
  const form = useFocusOnRefusal(renameBoard.error);

  async function submit(event: SubmitEvent) {
    event.preventDefault();
    const { error } = await renameBoard.mutate({ board_id: board.id, name });
    if (!error) onClose();
  }

  return (
    <form ref={form} className="rename" onSubmit={submit} onKeyDown={onEscape(onClose)} noValidate>
      <h1 className="visually-hidden">{board.name}</h1>
      <Field
        ref={focusOnMount}
        label="Board name"
        value={name}
        onChange={(event) => setName(event.target.value)}
        error={fieldMessage(renameBoard.error, "name")}
      />
      <FormAlert error={renameBoard.error} fields={["name"]} />
      <div className="buttons">
        <button type="submit" aria-disabled={renameBoard.isPending}>
          Save
        </button>
        <button type="button" className="quiet" onClick={onClose}>
          Cancel
        </button>
      </div>
    </form>
  );
}
