import { useSignIn } from "@/api";
import { CredentialsForm } from "@/components/CredentialsForm";

export function SignInForm({ onSignedIn }: { onSignedIn?: () => void }) {
  const signIn = useSignIn();
  return (
    <CredentialsForm
      action="Sign in"
      passwordHint="current-password"
      error={signIn.error}
      isPending={signIn.isPending}
      onSubmit={async (credentials) => {
        const { error } = await signIn.mutate(credentials);
        if (!error) onSignedIn?.();
      }}
    />
  );
}
