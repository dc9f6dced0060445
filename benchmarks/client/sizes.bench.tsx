/** What Mizan's plugins add to a page that imports them. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { CONTENDERS } from "./contenders";
import { sizeOf } from "./size";

const RESULTS = join(import.meta.dirname, "sizes.json");
const PLUGINS = {
  "read options": `export { readOptions } from "@mizan/base/options";`,
  "optimistic updates": `export { optimisticUpdates } from "@mizan/base/optimistic";`,
  retries: `export { retries } from "@mizan/base/retries";`,
  tabs: `export { tabs } from "@mizan/base/tabs";`,
  hydration: `export { hydration } from "@mizan/base/hydration";`,
  events: `export { events } from "@mizan/base/events";`,
  prefetch: `export { prefetch } from "@mizan/base/prefetch";`,
  "pages that follow each other": `export { createInfiniteRead } from "@mizan/react/infinite";`,
};

test("sizes", async () => {
  const [mizan] = CONTENDERS;
  const imports = mizan?.imports ?? "";
  const all = Object.values(PLUGINS);
  const found: Record<string, { gzip: number }> = { kernel: { gzip: await sizeOf(imports) } };
  for (const [name, plugin] of Object.entries(PLUGINS))
    found[`kernel and ${name}`] = { gzip: await sizeOf(imports + plugin) };
  found["kernel and all of these"] = { gzip: await sizeOf([imports, ...all].join("\n")) };
  console.table(found);
  if (process.env["BENCH_WRITE"]) writeFileSync(RESULTS, `${JSON.stringify(found, null, 2)}\n`);
  expect(found["kernel"]?.gzip).toBeLessThanOrEqual(4000);
});
