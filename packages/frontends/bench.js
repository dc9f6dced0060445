// How long one merged row takes among 10 000: splice, state, and telling a hundred subscribers.
// `npm run bench`. A bench, not a test: machines differ.
import { build } from "esbuild";

const ROWS = 10_000;
const SUBSCRIBERS = 100;
const ROUNDS = 2_000;

const { outputFiles } = await build({
  stdin: {
    contents: 'export { createClient } from "@mizan/base";',
    resolveDir: import.meta.dirname,
    loader: "ts",
  },
  bundle: true,
  write: false,
  format: "esm",
});
const source = Buffer.from(outputFiles[0].contents).toString("base64");
const { createClient } = await import(`data:text/javascript;base64,${source}`);

const rows = Array.from({ length: ROWS }, (_, id) => ({ id, title: `Card ${id}`, isDone: false }));
let answer = { cards: rows };
const client = createClient({ base: "/", build: "b", fetch: async () => Response.json(answer) });
const context = { name: "board", params: {} };

let told = 0;
const views = Array.from({ length: SUBSCRIBERS }, () => client.readView(context, {}, "cards"));
const loaded = new Promise((resolve) => {
  for (const view of views)
    view.subscribe(() => {
      told++;
      if (view.getSnapshot().data) resolve();
    });
});
await loaded;

/** From the moment the answer has been parsed to the moment the last subscriber has its snapshot. */
async function merge(id, orderBy) {
  const value = { id, title: `Card ${id}`, isDone: Math.random() };
  const entry = { context: "board", slot: "cards", op: "upsert", key: "id", value };
  if (orderBy) Object.assign(entry, { order_by: [orderBy] });
  answer = { result: null, csrf: "token", merge: [entry] };
  let from = 0;
  const parse = Response.prototype.json;
  Response.prototype.json = async function () {
    const body = await parse.call(this);
    from = performance.now();
    return body;
  };
  const done = new Promise((resolve) => {
    const end = views.at(-1).subscribe(() => {
      views.at(-1).getSnapshot();
      end();
      resolve(performance.now() - from);
    });
  });
  void client.call("edit");
  const took = await done;
  Response.prototype.json = parse;
  return took;
}

async function measure(name, orderBy) {
  const times = [];
  for (let round = 0; round < ROUNDS; round++)
    times.push(await merge(Math.floor(Math.random() * ROWS), orderBy));
  times.sort((left, right) => left - right);
  const at = (share) => times[Math.floor(times.length * share)].toFixed(3);
  console.log(`${name}: median ${at(0.5)} ms, 95 % ${at(0.95)} ms`);
}

console.log(`one of ${ROWS} rows merged, ${SUBSCRIBERS} subscribers`);
await measure("in place");
await measure("in place, ordered by a field that stays", "title");
await measure("moved, ordered by a field that changes", "isDone");
if (told < ROUNDS * SUBSCRIBERS) throw new Error("not everybody was told");
