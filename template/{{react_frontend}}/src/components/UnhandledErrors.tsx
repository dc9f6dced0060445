import { useEffect, useState } from "react";

/** What nobody caught is shown, not only logged. */
export function UnhandledErrors() {
  const [message, setMessage] = useState<string>();

  useEffect(() => {
    const onError = (event: ErrorEvent) => setMessage(event.message);
    const onRejection = (event: PromiseRejectionEvent) => setMessage(String(event.reason));
    window.addEventListener("error", onError);
    window.addEventListener("unhandledrejection", onRejection);
    return () => {
      window.removeEventListener("error", onError);
      window.removeEventListener("unhandledrejection", onRejection);
    };
  }, []);

  if (!message) return null;
  return (
    <div role="alert" className="notice">
      <p>{message}</p>
      <button type="button" className="quiet" onClick={() => setMessage(undefined)}>
        Dismiss
      </button>
    </div>
  );
}
