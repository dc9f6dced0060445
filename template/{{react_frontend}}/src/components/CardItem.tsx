import type { Card } from "@/api";
import { CardEditor } from "@/components/CardEditor";
import { CardView } from "@/components/CardView";
import { useEditor } from "@/lib/focus";

export function CardItem({ boardId, card }: { boardId: number; card: Card }) {
  const editor = useEditor();
  return (
    <li className="card">
      {editor.isOpen ? (
        <CardEditor boardId={boardId} card={card} onClose={editor.close} />
      ) : (
        <CardView boardId={boardId} card={card} editor={editor} />
      )}
    </li>
  );
}
