/** What only the kernel has to answer for: how soon a merge is told, and a page that hydrates late. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { hydration } from "@mizan/base/hydration";
import { createClient, createRead, MizanProvider } from "@mizan/react";
import { hydrateRoot } from "react-dom/client";
import { renderToString } from "react-dom/server";
import { expect, test } from "vitest";

const COUNT = 10_000;
const ROUNDS = 31;
const RESULTS = join(import.meta.dirname, "mizan.json");
const LIST = { name: "list", params: {} };
const ENTRY = { context: "list", params: {}, slot: "rows", op: "upsert", key: "id" };

interface Row {
  readonly id: number;
  readonly title: string;
}
type Bundle = { rows: Row[] };

const rowsOf = (count: number): Row[] =>
  Array.from({ length: count }, (_, id) => ({ id, title: `Card ${id}` }));

/** A client whose server answers at once; `requests` are those that read. */
function open(count: number) {
  const seen = { reads: 0, answeredAt: 0 };
  const client = createClient({
    base: "/",
    build: "b",
    plugins: [hydration()],
    fetch: async (url, { body }) => {
      const isRead = !body && !url.includes("session");
      seen.reads += Number(isRead);
      const args = body && JSON.parse(String(body)).args;
      const answer = isRead
        ? { rows: rowsOf(count) }
        : body
          ? { result: args, merge: [ENTRY] }
          : { csrf: "token", idempotency: false };
      return {
        ok: true,
        status: 200,
        headers: new Headers({ "X-Mizan-Who": "who", "X-Mizan-Build": "b" }),
        json: async () => {
          seen.answeredAt = performance.now();
          return answer;
        },
      } as never;
    },
  });
  return { client, seen };
}

const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1] ?? 0;
const results: Record<string, Record<string, number>> = {};

test("a row merged into 10 000: told in time", async () => {
  const { client, seen } = open(COUNT);
  const list = client.registerContext<object, Bundle>(LIST, {});
  await new Promise<void>((resolve) => {
    list.subscribe(() => list.getState().data && resolve());
  });
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const told = new Promise<number>((resolve) => {
      const end = list.subscribe(() => {
        end();
        resolve(performance.now());
      });
    });
    await client.call("edit", { id: 5_000, title: `New ${round}` });
    times.push((await told) - seen.answeredAt);
  }
  results["merge into 10 000 rows, answer to listener"] = {
    milliseconds: Number(median(times).toFixed(2)),
  };
  expect(median(times)).toBeLessThan(0.5);
});

test("a merge that lands before the page has hydrated", async () => {
  const rows = rowsOf(50);
  const bundles = [{ context: "list", params: {}, path: "ctx/list/", data: { rows } }];
  window.__MIZAN_SSR_DATA__ = { who: "who", build: "b", bundles };
  const { client, seen } = open(50);
  const useRows = createRead<object, Bundle, "rows">(LIST, "rows");
  const List = () => (
    <p>
      {useRows()
        .data?.map(({ title }) => title)
        .join()}
    </p>
  );
  const page = (
    <MizanProvider client={client}>
      <List />
    </MizanProvider>
  );
  const container = document.createElement("div");
  container.innerHTML = renderToString(page);
  await client.call("edit", { id: 0, title: "New" });
  let recovered = 0;
  const root = hydrateRoot(container, page, { onRecoverableError: () => void recovered++ });
  await expect.poll(() => container.textContent).toMatch(/^New,Card 1/);
  results["hydration after an early merge"] = { recovered, reads: seen.reads };
  expect(results["hydration after an early merge"]).toEqual({ recovered: 0, reads: 0 });
  root.unmount();
  console.table(results);
  if (process.env["BENCH_WRITE"]) writeFileSync(RESULTS, `${JSON.stringify(results, null, 2)}\n`);
});
