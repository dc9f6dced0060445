import { Link, useLocation } from "wouter";
import { PageTitle } from "@/components/PageTitle";
import { SignInForm } from "@/components/SignInForm";

export default function SignInPage() {
  const [, navigate] = useLocation();
  return (
    <>
      <PageTitle title="Sign in" />
      <SignInForm onSignedIn={() => navigate("/")} />
      <p className="aside">
        New here? <Link href="/sign-up">Make an account</Link>
      </p>
    </>
  );
}
