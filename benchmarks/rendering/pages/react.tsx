import type { RenderData } from "@mizan/base/rendering";
import { createBundle, MizanProvider } from "@mizan/react";
import { render as renderPage } from "@mizan/react/server";
import { boardContext, type Row } from "./context";

const useBoard = createBundle(boardContext);

function Card({ row }: { row: Row }) {
  return (
    <li className={row.is_done ? "done" : "open"}>
      <input type="checkbox" defaultChecked={row.is_done} />
      <b>{row.title}</b>
      <span>{row.note}</span>
    </li>
  );
}

function Page() {
  const { data } = useBoard({ board_id: 1 });
  if (!data) return <p>loading</p>;
  return (
    <main>
      <h1>
        {data.counts.done} of {data.counts.total}
      </h1>
      <ul>
        {data.rows.map((row) => (
          <Card key={row.id} row={row} />
        ))}
      </ul>
    </main>
  );
}

export const pages = { "./pages/Page.tsx": { default: Page } };

export const render = (_: unknown, props: object, data: RenderData) =>
  renderPage(
    (client) => (
      <MizanProvider client={client}>
        <Page {...props} />
      </MizanProvider>
    ),
    data,
  );
