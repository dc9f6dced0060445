import { Component, type ReactNode } from "react";
import { ErrorState } from "@/components/ErrorState";

/** A mistake in a component shows itself here instead of leaving an empty page. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { error?: unknown }> {
  override state: { error?: unknown } = {};

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render() {
    if (this.state.error === undefined) return this.props.children;
    return (
      <main className="page">
        <ErrorState
          title="Something went wrong"
          message={String(this.state.error)}
          onRetry={() => window.location.reload()}
        />
      </main>
    );
  }
}
