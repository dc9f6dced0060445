import type { MizanError } from "@mizan/base";
import { ErrorState } from "@/components/ErrorState";
import { SignInForm } from "@/components/SignInForm";
import { messageOf } from "@/lib/errors";

type BoardProblemProps = { error: MizanError; onRetry: () => void };

/** In the place of a board that could not be read. Who signs in finds the board at this address. */
export function BoardProblem({ error, onRetry }: BoardProblemProps) {
  if (error.code === "UNAUTHORIZED") return <SignInForm />;
  return (
    <ErrorState
      title={titles[error.code] ?? "The board did not load"}
      message={messageOf(error)}
      onRetry={onRetry}
    />
  );
}

const titles: Record<string, string> = {
  FORBIDDEN: "This board is private",
  NOT_FOUND: "There is no such board",
};
