"use client";

function Card({ row }) {
  return (
    <li className={row.is_done ? "done" : "open"}>
      <input type="checkbox" defaultChecked={row.is_done} />
      <b>{row.title}</b>
      <span>{row.note}</span>
    </li>
  );
}

export function Board({ rows, done, total }) {
  return (
    <main>
      <h1>
        {done} of {total}
      </h1>
      <ul>
        {rows.map((row) => (
          <Card key={row.id} row={row} />
        ))}
      </ul>
    </main>
  );
}
