import { Link, useLocation } from "wouter";
import { useSignUp } from "@/api";
import { CredentialsForm } from "@/components/CredentialsForm";
import { useTitle } from "@/lib/title";

export function SignUpPage() {
  const [, navigate] = useLocation();
  const signUp = useSignUp();
  useTitle("Sign up");
  return (
    <>
      <CredentialsForm
        action="Sign up"
        passwordHint="new-password"
        error={signUp.error}
        isPending={signUp.isPending}
        onSubmit={async (credentials) => {
          const { error } = await signUp.mutate(credentials);
          if (!error) navigate("/");
        }}
      />
      <p className="aside">
        Been here before? <Link href="/sign-in">Use your account</Link>
      </p>
    </>
  );
}
