// @vitest-environment node
import type { Client } from "@mizan/base";
import { readOptions } from "@mizan/base/options";
import { lazy, type ReactNode, Suspense, use } from "react";
import { expect, test, vi } from "vitest";
import { describeRendering, textOf } from "../../mizan-base/tests/pages";
import { MizanProvider } from "../src/react";
import { render } from "../src/server";
import { useCards, useCounts } from "./client.gen";

function Page({ board_id }: { board_id: number }) {
  const { data, status } = useCards({ board_id });
  const { data: counts } = useCounts({ board_id });
  return (
    <>
      <p>{data?.map(({ title }) => title).join() ?? status}</p>
      <p>{counts?.total}</p>
    </>
  );
}

const inProvider = (page: ReactNode) => (client: Client) => (
  <MizanProvider client={client}>{page}</MizanProvider>
);

describeRendering((board_id, data) => render(inProvider(<Page board_id={board_id} />), data));

const nothing = { build: "b", bundles: [] };

test.each<[ReactNode, string, string]>([
  [<p key="p">text</p>, "", "<p>text</p>"],
  [
    <main key="m">
      <title>{`1 > 0 </title><script>`}</title>
      <meta name="description" content={`">x`} />
      <p>text</p>
    </main>,
    '<title>1 &gt; 0 &lt;/title&gt;&lt;script&gt;</title><meta name="description" content="&quot;&gt;x"/>',
    "<main><p>text</p></main>",
  ],
  [
    <svg key="s">
      <title>drawn</title>
    </svg>,
    "",
    "<svg><title>drawn</title></svg>",
  ],
])("what belongs into the head is apart", async (page, head, html) => {
  expect(await render(() => page, nothing)).toEqual({ head, html, missing: [] });
});

/** A part that is ready after so many turns of the event loop. */
function later(text: string, fails = false) {
  const promise = new Promise<string>((resolve, reject) =>
    setTimeout(() => (fails ? reject(new Error("no such part")) : resolve(text)), 20),
  );
  promise.catch(() => {});
  return promise;
}

const Later = ({ part }: { part: Promise<string> }) => <b>{use(part)}</b>;

const suspending = (part: Promise<string>) => (
  <main>
    <title>Page</title>
    <Suspense fallback={<i>loading</i>}>
      <Later part={part} />
    </Suspense>
  </main>
);

test("a part that suspends is waited for", async () => {
  const { html, head, rest } = await render(() => suspending(later("ready")), nothing);
  expect(textOf(html)).toBe("<main><b>ready</b></main>");
  expect(head).toBe("<title>Page</title>");
  expect(rest).toBeUndefined();
});

test("where the page may be streamed it comes later, by a script that may run", async () => {
  const data = { ...nothing, stream: true, nonce: "n-1" };
  const page = await render(() => suspending(later("ready")), data);
  expect(textOf(page.html)).toContain("<i>loading</i>");
  expect(page.html).not.toContain("ready");
  expect(page.head).toBe("<title>Page</title>");
  let rest = "";
  for await (const chunk of page.rest ?? []) rest += chunk;
  expect(rest).toContain("<b>ready</b>");
  expect(rest).toContain('<script nonce="n-1">');
});

test("a page that waits for nothing is whole, streamed or not", async () => {
  const page = <p>text</p>;
  expect(await render(() => page, { ...nothing, stream: true })).toEqual({
    head: "",
    html: "<p>text</p>",
    missing: [],
  });
});

test("a lazy component is in the HTML", async () => {
  const Lazy = lazy(async () => ({ default: () => <b>lazy</b> }));
  const page = (
    <Suspense fallback="loading">
      <Lazy />
    </Suspense>
  );
  expect(textOf((await render(() => page, nothing)).html)).toContain("<b>lazy</b>");
});

test("a part that fails is left to the browser", async () => {
  const silenced = vi.spyOn(console, "error").mockImplementation(() => {});
  const { html } = await render(() => suspending(later("", true)), nothing);
  expect(textOf(html)).toContain("<i>loading</i>");
  silenced.mockRestore();
});

test("what is missing does not hold the page up", async () => {
  const page = inProvider(
    <Suspense fallback={<i>loading</i>}>
      <Page board_id={1} />
    </Suspense>,
  );
  const { html, missing } = await render(page, nothing, { plugins: [readOptions()] });
  expect(missing).toHaveLength(1);
  expect(html).toBeTruthy();
});
