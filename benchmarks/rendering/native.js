// The same pages behind Node's own HTTP server: with the JSON of the data in the body of a POST, or with
// data that is in its memory. `node native.js ENTRY DATA.json` prints its port.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { pathToFileURL } from "node:url";

const [, , entry, file] = process.argv;
const { pages, render } = await import(pathToFileURL(entry).href);
const kept = JSON.parse(readFileSync(file, "utf8"));
const place = { context: "board", params: { board_id: 1 }, path: "ctx/board/?board_id=1" };
const { default: Page } = pages["./pages/Page.tsx"];

const page = (data) =>
  render(Page, {}, { build: "b", address: "/", bundles: [{ ...place, data }] });

const server = createServer((request, response) => {
  const send = async (data) => {
    const { html } = await page(data);
    response.setHeader("Content-Type", "text/html; charset=utf-8");
    response.end(html);
  };
  if (request.method === "GET") return void send(kept);
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => void send(JSON.parse(Buffer.concat(chunks).toString())));
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
process.stdin.on("end", () => process.exit(0)).resume();
