import { Link } from "wouter";
import { useTitle } from "@/lib/title";

export function NotFoundPage() {
  useTitle("Not found");
  return (
    <section className="state">
      <h1>Nothing here</h1>
      <p>
        There is no page at this address. <Link href="/">Go to the boards</Link>
      </p>
    </section>
  );
}
