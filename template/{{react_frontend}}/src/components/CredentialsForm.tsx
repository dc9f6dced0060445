import { type SubmitEvent, useState } from "react";
import { Field } from "@/components/Field";
import { FormAlert } from "@/components/FormAlert";
import { type Failure, fieldMessage } from "@/lib/errors";
import { useFocusOnRefusal } from "@/lib/focus";

type Credentials = { username: string; password: string };

type CredentialsFormProps = {
  /** The heading, and what the button does. */
  action: string;
  passwordHint: "current-password" | "new-password";
  error: Failure | undefined;
  isPending: boolean;
  onSubmit: (credentials: Credentials) => void;
};

export function CredentialsForm({
  action,
  passwordHint,
  error,
  isPending,
  onSubmit,
}: CredentialsFormProps) {
  const [username, setUsername] = useState("");
  const [password, setPassword] = useState("");
  const form = useFocusOnRefusal(error);

  function submit(event: SubmitEvent) {
    event.preventDefault();
    if (!isPending) onSubmit({ username, password });
  }

  return (
    <form ref={form} className="credentials" onSubmit={submit} noValidate>
      <h1>{action}</h1>
      <Field
        label="Username"
        name="username"
        autoComplete="username"
        autoCapitalize="none"
        value={username}
        onChange={(event) => setUsername(event.target.value)}
        error={fieldMessage(error, "username")}
      />
      <Field
        label="Password"
        name="password"
        type="password"
        autoComplete={passwordHint}
        value={password}
        onChange={(event) => setPassword(event.target.value)}
        error={fieldMessage(error, "password")}
      />
      <FormAlert error={error} fields={["username", "password"]} />
      <button type="submit" aria-disabled={isPending}>
        {action}
      </button>
    </form>
  );
}
