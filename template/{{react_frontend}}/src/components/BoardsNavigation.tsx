import type { MizanError } from "@mizan/base";
import { Link, useRoute } from "wouter";
import { type BoardSummary, useBoards, useCurrentUser } from "@/api";
import { NewBoardForm } from "@/components/NewBoardForm";
import { messageOf } from "@/lib/errors";

export function BoardsNavigation() {
  return (
    <nav aria-label="Boards" className="boards">
      <h2>Boards</h2>
      <BoardList />
    </nav>
  );
}

function BoardList() {
  const { data: boards, error, refetch } = useBoards();
  const { data: user } = useCurrentUser();
  if (!boards) return error ? <BoardsProblem error={error} onRetry={refetch} /> : null;
  return (
    <>
      <ul>
        {boards.map((board) => (
          <BoardLink key={board.id} board={board} />
        ))}
      </ul>
      {user && <NewBoardForm />}
    </>
  );
}

function BoardsProblem({ error, onRetry }: { error: MizanError; onRetry: () => void }) {
  return (
    <div role="alert">
      <p>{messageOf(error)}</p>
      <button type="button" className="link-button" onClick={onRetry}>
        Try again
      </button>
    </div>
  );
}

function BoardLink({ board }: { board: BoardSummary }) {
  const href = `/boards/${board.id}`;
  const [isHere] = useRoute(href);
  return (
    <li>
      <Link href={href} aria-current={isHere ? "page" : undefined}>
        {board.name}
      </Link>
    </li>
  );
}
