/** Mizan's client beside its peers on the same page and the same origin; writes results.json. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { memo, StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { expect, test } from "vitest";
import { CONTENDERS, type Contender, type Hook, type Origin, type Row } from "./contenders";
import { sizeOf } from "./size";

const COUNT = 10_000;
const ROUNDS = 15;
const LATENCY = 300;
const RESULTS = join(import.meta.dirname, "results.json");
const DAY = 24 * 60 * 60 * 1000;

interface Result {
  readonly gzip: number;
  readonly strictReads: number;
  readonly requests: number;
  readonly rendered: number;
  readonly milliseconds: number;
  /** Requests of a click when the clock of the device has jumped by a day. */
  readonly skewed: number;
}

/** An origin with rows, that counts who asks. */
function createOrigin() {
  const rows: Row[] = Array.from({ length: COUNT }, (_, id) => ({
    id,
    title: `Card ${id}`,
    isDone: false,
  }));
  const seen = { reads: 0, edits: 0, answeredAt: 0 };
  const origin: Origin = {
    async read() {
      seen.reads++;
      return rows.map((row) => ({ ...row }));
    },
    async edit({ id, title, isDone }) {
      seen.edits++;
      // Long enough for what a page shows meanwhile to be on the screen.
      await new Promise((resolve) => setTimeout(resolve, LATENCY));
      seen.answeredAt = performance.now();
      return { id, title, isDone };
    },
  };
  return { origin, seen };
}

/** A page with all rows, each in a component that renders only for another row. */
function openPage(contender: Contender, origin: Origin) {
  const { wrap, useRows } = contender.make(origin);
  const page: { hook: Hook | undefined; rendered: number } = { hook: undefined, rendered: 0 };
  const Item = memo(({ row }: { row: Row }) => {
    page.rendered++;
    return <li>{row.title}</li>;
  });
  function List() {
    page.hook = useRows();
    return (
      <ul>
        {page.hook.rows?.map((row) => (
          <Item key={row.id} row={row} />
        ))}
      </ul>
    );
  }
  const container = document.createElement("div");
  const root = createRoot(container);
  root.render(<StrictMode>{wrap(<List />)}</StrictMode>);
  const items = () => container.querySelectorAll("li");
  return { page, container, items, close: () => root.unmount() };
}

const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1] ?? 0;

async function measure(contender: Contender): Promise<Result> {
  const { origin, seen } = createOrigin();
  const { page, items, close } = openPage(contender, origin);
  await expect.poll(() => items().length, { timeout: 20_000 }).toBe(COUNT);
  const strictReads = seen.reads;
  const times: number[] = [];
  const rendered: number[] = [];
  const before = seen.reads + seen.edits;
  for (let round = 1; round <= ROUNDS; round++) {
    const id = round * 600;
    const title = `New ${round}`;
    page.rendered = 0;
    page.hook?.edit({ id, title, isDone: true });
    while (items()[id]?.textContent !== title)
      await new Promise((resolve) => setImmediate(resolve));
    times.push(performance.now() - seen.answeredAt);
    rendered.push(page.rendered);
  }
  // StrictMode renders everything twice.
  const requests = (seen.reads + seen.edits - before) / ROUNDS;
  const skewed = await requestsWithAnotherClock();
  close();

  async function requestsWithAnotherClock() {
    const clock = Date.now;
    const asked = () => seen.reads + seen.edits;
    const start = asked();
    try {
      for (const [index, offset] of [DAY, -DAY].entries()) {
        Date.now = () => clock() + offset;
        const title = `Skewed ${index}`;
        page.hook?.edit({ id: 1, title, isDone: true });
        while (items()[1]?.textContent !== title)
          await new Promise((resolve) => setImmediate(resolve));
      }
    } finally {
      Date.now = clock;
    }
    return (asked() - start) / 2;
  }

  return {
    gzip: await sizeOf(contender.imports),
    strictReads,
    requests,
    rendered: median(rendered) / 2,
    milliseconds: Number(median(times).toFixed(1)),
    skewed,
  };
}

const results: Record<string, Result> = {};

test.for(CONTENDERS)("$name", { timeout: 120_000 }, async (contender) => {
  const found = await measure(contender);
  results[contender.name] = found;
  expect(found.requests, "a click is one request").toBe(1);
});

test("what this framework has to be", () => {
  const { Mizan: mizan, ...peers } = results;
  console.table(results);
  if (process.env["BENCH_WRITE"]) writeFileSync(RESULTS, `${JSON.stringify(results, null, 2)}\n`);
  expect(mizan?.gzip).toBeLessThanOrEqual(4000);
  expect(mizan?.strictReads).toBe(1);
  expect(mizan?.rendered).toBe(1);
  expect(mizan?.skewed).toBe(1);
  const fastest = Math.min(...Object.values(peers).map(({ milliseconds }) => milliseconds));
  expect(mizan?.milliseconds).toBeLessThan(fastest * 1.5);
});
