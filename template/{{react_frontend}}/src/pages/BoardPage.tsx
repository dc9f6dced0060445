import { type BoardBundle, useBoard } from "@/api";
import { AddCardForm } from "@/components/AddCardForm";
import { BoardCounts } from "@/components/BoardCounts";
import { BoardProblem } from "@/components/BoardProblem";
import { BoardTitle } from "@/components/BoardTitle";
import { CardList } from "@/components/CardList";
import { LoadingState } from "@/components/LoadingState";
import { Notice } from "@/components/Notice";
import { PageTitle } from "@/components/PageTitle";
import { isClosed } from "@/lib/errors";

export default function BoardPage({ boardId }: { boardId: number }) {
  const { data, error, refetch } = useBoard({ board_id: boardId });
  if (error && (!data || isClosed(error))) return <BoardProblem error={error} onRetry={refetch} />;
  if (!data) return <LoadingState label="Loading board" />;
  const { board_summary: board, board_counts: counts, board_cards: cards } = data;
  return (
    <>
      <PageTitle title={windowTitle(data)} />
      <BoardTitle board={board} />
      <BoardCounts boardId={boardId} counts={counts} />
      <CardList boardId={boardId} cards={cards} />
      <AddCardForm boardId={boardId} />
      {error && <Notice text="This may be out of date." action="Try again" onAction={refetch} />}
    </>
  );
}

function windowTitle({ board_summary: board, board_counts: counts }: BoardBundle) {
  return `${board.name} (${counts.done}/${counts.total})`;
}
