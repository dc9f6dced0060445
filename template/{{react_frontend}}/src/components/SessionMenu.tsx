import { Link } from "wouter";
import { useCurrentUser, useSignOut } from "@/api";
import { FormAlert } from "@/components/FormAlert";

/** Who is here, and the way in or out. */
export function SessionMenu() {
  const { data: user } = useCurrentUser();
  if (user === undefined) return <div className="session" />;
  return (
    <div className="session">{user ? <SignedIn username={user.username} /> : <SignedOut />}</div>
  );
}

function SignedIn({ username }: { username: string }) {
  const signOut = useSignOut();
  return (
    <>
      <FormAlert error={signOut.error} />
      <span className="username">{username}</span>
      <button type="button" className="link-button" onClick={() => signOut.mutate()}>
        Sign out
      </button>
    </>
  );
}

function SignedOut() {
  return (
    <>
      <Link href="/sign-in">Sign in</Link>
      <Link href="/sign-up">Sign up</Link>
    </>
  );
}
