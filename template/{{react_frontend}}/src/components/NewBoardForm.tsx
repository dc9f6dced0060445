import { type SubmitEvent, useState } from "react";
import { useLocation } from "wouter";
import { useCreateBoard } from "@/api";
import { Field } from "@/components/Field";
import { FormAlert } from "@/components/FormAlert";
import { fieldMessage } from "@/lib/errors";
import { useFocusOnRefusal } from "@/lib/focus";

export function NewBoardForm() {
  const [name, setName] = useState("");
  const [, navigate] = useLocation();
  const createBoard = useCreateBoard();
  const form = useFocusOnRefusal(createBoard.error);

  async function submit(event: SubmitEvent) {
    event.preventDefault();
    const board = await createBoard.mutate({ name });
    if (!board) return;
    setName("");
    navigate(`/boards/${board.id}`);
  }

  return (
    <form ref={form} aria-label="New board" onSubmit={submit} noValidate>
      <Field
        label="Board name"
        value={name}
        onChange={(event) => setName(event.target.value)}
        error={fieldMessage(createBoard.error, "name")}
      />
      <FormAlert error={createBoard.error} fields={["name"]} />
      <button type="submit" aria-disabled={createBoard.isPending}>
        Create board
      </button>
    </form>
  );
}
