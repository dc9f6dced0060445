import { Link, useRoute } from "wouter";
import { type BoardSummary, useBoards, useCurrentUser } from "@/api";
import { NewBoardForm } from "@/components/NewBoardForm";
import { messageOf } from "@/lib/errors";

export function BoardsNavigation() {
  const { data: user } = useCurrentUser();
  return (
    <nav aria-label="Boards" className="boards">
      <h2>Boards</h2>
      <BoardLinks />
      {user && <NewBoardForm />}
    </nav>
  );
}

function BoardLinks() {
  const { data: boards, error, refetch } = useBoards();
  if (boards) {
    return (
      <ul>
        {boards.map((board) => (
          <BoardLink key={board.id} board={board} />
        ))}
      </ul>
    );
  }
  if (!error) return null;
  return (
    <div role="alert">
      <p>{messageOf(error)}</p>
      <button type="button" className="link-button" onClick={refetch}>
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
