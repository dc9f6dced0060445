type ErrorStateProps = { title: string; message: string; onRetry: () => void };

/** In the place of what could not be read. */
export function ErrorState({ title, message, onRetry }: ErrorStateProps) {
  return (
    <section role="alert" className="state">
      <h1>{title}</h1>
      <p>{message}</p>
      <button type="button" onClick={onRetry}>
        Try again
      </button>
    </section>
  );
}
