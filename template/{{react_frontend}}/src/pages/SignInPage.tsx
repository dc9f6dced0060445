import { Link, useLocation } from "wouter";
import { SignInForm } from "@/components/SignInForm";
import { useTitle } from "@/lib/title";

export function SignInPage() {
  const [, navigate] = useLocation();
  useTitle("Sign in");
  return (
    <>
      <SignInForm onSignedIn={() => navigate("/")} />
      <p className="aside">
        New here? <Link href="/sign-up">Make an account</Link>
      </p>
    </>
  );
}
