import { PageTitle } from "@/components/PageTitle";

/** Where the board will be. It appears only when the answer takes its time. */
export function LoadingState({ label }: { label: string }) {
  return (
    <div role="status" className="loading">
      <PageTitle />
      <h1 className="visually-hidden">{label}</h1>
      <div aria-hidden="true">
        <i className="loading-title" />
        <i />
        <i />
        <i />
      </div>
    </div>
  );
}
