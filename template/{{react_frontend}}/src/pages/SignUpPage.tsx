import { Link, useLocation } from "wouter";
import { useSignUp } from "@/api";
import { CredentialsForm } from "@/components/CredentialsForm";
import { PageTitle } from "@/components/PageTitle";

export default function SignUpPage() {
  const [, navigate] = useLocation();
  const signUp = useSignUp();
  return (
    <>
      <PageTitle title="Sign up" />
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
