// @vitest-environment node
import type { Client } from "@mizan/base";
import type { ReactNode } from "react";
import { expect, test } from "vitest";
import { describeRendering } from "../../mizan-base/tests/pages";
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
