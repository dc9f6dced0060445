import type { Card } from "@/api";
import { CardItem } from "@/components/CardItem";

export function CardList({ boardId, cards }: { boardId: number; cards: Card[] }) {
  if (cards.length === 0) return <p className="empty">No cards yet</p>;
  return (
    <ul className="cards" aria-label="Cards">
      {cards.map((card) => (
        <CardItem key={card.id} boardId={boardId} card={card} />
      ))}
    </ul>
  );
}
