import { type Client, type ClientEvent, createClient, MizanProvider } from "@mizan/react";
import { type ReactNode, useState } from "react";
import { build } from "@/api";
import { NewVersion } from "@/components/NewVersion";
import { announce } from "@/lib/announcements";
import { focusMain } from "@/lib/document";
import { plugins } from "@/lib/plugins";

const base = "/api/mizan/";

type RootProps = {
  /** Where there is one already. */
  client?: Client;
  children: ReactNode;
};

/** What is around every page: the client, and what it has to tell. */
export function Root({ client: given, children }: RootProps) {
  const [isOutdated, setIsOutdated] = useState(false);
  // State, so that what is on screen survives when src/api is generated again.
  const [client] = useState(() => given ?? createClient({ base, build, onEvent, plugins }));

  function onEvent({ type }: ClientEvent) {
    if (type === "outdated") setIsOutdated(true);
    if (type === "identity") startOver();
  }

  return (
    <MizanProvider client={client}>
      {children}
      {isOutdated && import.meta.env.PROD && <NewVersion />}
    </MizanProvider>
  );
}

/** Somebody else is signed in now, or nobody: what was said before is not for their ears. */
function startOver() {
  announce("");
  focusMain();
}

// In development: the backend runs new code, so read again as when the window comes back.
import.meta.hot?.on("backend:restarted", () => window.dispatchEvent(new Event("focus")));
