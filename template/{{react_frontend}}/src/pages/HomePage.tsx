import { Redirect } from "wouter";
import { useBoards } from "@/api";
import { ErrorState } from "@/components/ErrorState";
import { LoadingState } from "@/components/LoadingState";
import { PageTitle } from "@/components/PageTitle";
import { messageOf } from "@/lib/errors";

export default function HomePage() {
  return (
    <>
      <PageTitle />
      <Boards />
    </>
  );
}

/** Leads to the first board, if there is one. */
function Boards() {
  const { data: boards, error, refetch } = useBoards();
  if (!boards && error) {
    return <ErrorState title="No boards to show" message={messageOf(error)} onRetry={refetch} />;
  }
  if (!boards) return <LoadingState label="Loading boards" />;
  const [first] = boards;
  return first ? <Redirect to={`/boards/${first.id}`} replace /> : <NoBoards />;
}

function NoBoards() {
  return (
    <section className="state">
      <h1>No boards yet</h1>
      <p>A board is a list of cards. Sign in and name your first one under “Boards”.</p>
    </section>
  );
}
