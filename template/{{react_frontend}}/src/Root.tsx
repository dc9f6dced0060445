import { createClient, MizanProvider } from "@mizan/react";
import { useState } from "react";
import { App } from "@/App";
import { build } from "@/api";

export function Root() {
  // State, so that what is on screen survives when src/api is generated again.
  const [client] = useState(() => createClient({ base: "/api/mizan/", build }));
  return (
    <MizanProvider client={client}>
      <App />
    </MizanProvider>
  );
}

// In development: the backend runs new code, so read again as when the window comes back.
import.meta.hot?.on("backend:restarted", () => window.dispatchEvent(new Event("focus")));
