/** Lines where the board will be. They appear only when the answer takes its time. */
export function LoadingState({ label }: { label: string }) {
  return (
    <div role="status" className="loading">
      <span className="visually-hidden">{label}</span>
      <i className="loading-title" />
      <i />
      <i />
      <i />
    </div>
  );
}
