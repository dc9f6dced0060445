import { createClient, MizanProvider } from "@mizan/react";
import { App } from "@/App";
import { build } from "@/api";

const client = createClient({ base: "/api/mizan/", build });

export function Root() {
  return (
    <MizanProvider client={client}>
      <App />
    </MizanProvider>
  );
}
