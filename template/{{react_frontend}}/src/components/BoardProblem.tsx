import type { MizanError } from "@mizan/base";
import { ErrorState } from "@/components/ErrorState";
import { SignInForm } from "@/components/SignInForm";
import { isClosed, messageOf } from "@/lib/errors";

type BoardProblemProps = { error: MizanError; onRetry: () => void };

/** In the place of a board that could not be read. Who signs in finds the board at this address. */
export function BoardProblem({ error, onRetry }: BoardProblemProps) {
  if (error.code === "UNAUTHORIZED") return <SignInForm />;
  if (isClosed(error)) return <NoBoard />;
  return <ErrorState title="The board did not load" message={messageOf(error)} onRetry={onRetry} />;
}

function NoBoard() {
  return (
    <section role="alert" className="state">
      <h1>No board for you here</h1>
      <p>It is not yours, or it is gone. Your boards are under “Boards”.</p>
    </section>
  );
}
