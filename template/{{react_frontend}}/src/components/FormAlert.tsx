import { type Failure, formMessage } from "@/lib/errors";

/** What went wrong with a form or a button, unless one of its fields says so already. */
export function FormAlert({
  error,
  fields = [],
}: {
  error: Failure | undefined;
  fields?: string[];
}) {
  const message = formMessage(error, fields);
  if (!message) return null;
  return (
    <p role="alert" className="form-alert">
      {message}
    </p>
  );
}
