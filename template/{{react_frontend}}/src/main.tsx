import { MizanProvider } from "@mizan/react";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "@/App";
import { client } from "@/api";
import { ErrorBoundary } from "@/components/ErrorBoundary";
import "@/styles.css";

const root = document.getElementById("mizan-root");
if (!root) throw new Error('The page has no element with the id "mizan-root".');

createRoot(root).render(
  <StrictMode>
    <ErrorBoundary>
      <MizanProvider client={client}>
        <App />
      </MizanProvider>
    </ErrorBoundary>
  </StrictMode>,
);
