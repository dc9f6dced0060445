import type { BoardCounts } from "@/api";

/** A pair of scales: what is open weighs on the right, what is done on the left. */
export function Balance({ counts }: { counts: BoardCounts }) {
  const open = counts.total - counts.done;
  const lean = counts.total === 0 ? 0 : (open - counts.done) / counts.total;
  return (
    <svg className="balance" viewBox="0 0 64 32" aria-hidden="true">
      <path d="M32 9v19M25 28h14" />
      <g transform={`rotate(${lean * 12} 32 9)`}>
        <path d="M8 9h48M8 9l-6 11h12zM56 9l-6 11h12z" />
      </g>
      <circle cx="32" cy="9" r="2.5" />
    </svg>
  );
}
