import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { ErrorBoundary } from "@/components/ErrorBoundary";
import { Root } from "@/Root";
import "@/styles.css";

const element = document.getElementById("mizan-root");
if (!element) throw new Error('The page has no element with the id "mizan-root".');

createRoot(element).render(
  <StrictMode>
    <ErrorBoundary>
      <Root />
    </ErrorBoundary>
  </StrictMode>,
);
