import { type SubmitEvent, useId, useState } from "react";
import { useLocation } from "wouter";
import { useCreateBoard } from "@/api";
import { Field } from "@/components/Field";
import { FormAlert } from "@/components/FormAlert";
import { fieldMessage } from "@/lib/errors";
import { useFocusOnRefusal } from "@/lib/focus";

export function NewBoardForm() {
  const heading = useId();
  const [name, setName] = useState("");
  const [, navigate] = useLocation();
  const createBoard = useCreateBoard();
  const form = useFocusOnRefusal(createBoard.error);

  async function submit(event: SubmitEvent) {
    event.preventDefault();
    if (createBoard.isPending) return;
    const { data: board } = await createBoard.mutate({ name });
    if (!board) return;
    setName("");
    navigate(`/boards/${board.id}`);
  }

  return (
    <form ref={form} aria-labelledby={heading} onSubmit={submit} noValidate>
      <h3 id={heading}>New board</h3>
      <Field
        label="Board name"
        value={name}
        onChange={(event) => setName(event.target.value)}
        error={fieldMessage(createBoard.error, "name")}
      />
      <FormAlert error={createBoard.error} fields={["name"]} />
      <button type="submit" className="quiet" aria-disabled={createBoard.isPending}>
        Create board
      </button>
    </form>
  );
}
