type NoticeProps = { text: string; action: string; onAction: () => void };

/** A line at the bottom of the window that is in nobody's way. */
export function Notice({ text, action, onAction }: NoticeProps) {
  return (
    <div role="status" className="notice">
      <p>{text}</p>
      <button type="button" className="quiet" onClick={onAction}>
        {action}
      </button>
    </div>
  );
}
