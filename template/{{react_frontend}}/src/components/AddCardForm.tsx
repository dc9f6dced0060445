import { type SubmitEvent, useState } from "react";
import { useAddCard } from "@/api";
import { Field } from "@/components/Field";
import { FormAlert } from "@/components/FormAlert";
import { announce } from "@/lib/announcements";
import { fieldMessage } from "@/lib/errors";
import { useFocusOnRefusal } from "@/lib/focus";

export function AddCardForm({ boardId }: { boardId: number }) {
  const [title, setTitle] = useState("");
  const addCard = useAddCard();
  const form = useFocusOnRefusal(addCard.error);

  async function submit(event: SubmitEvent) {
    event.preventDefault();
    setTitle(""); // at once, so that the next title can be typed while this one is under way
    const { data, error } = await addCard.mutate({ board_id: boardId, title });
    if (error) setTitle((typedSince) => [title, typedSince].filter(Boolean).join(" "));
    else announce(`Added ${data.card.title}`);
  }

  return (
    <form ref={form} className="add-card" onSubmit={submit} noValidate>
      <Field
        label="New card"
        data-fallback-focus
        autoComplete="off"
        value={title}
        onChange={(event) => setTitle(event.target.value)}
        error={fieldMessage(addCard.error, "title")}
      />
      <button type="submit">Add card</button>
      <FormAlert error={addCard.error} fields={["title"]} />
    </form>
  );
}
