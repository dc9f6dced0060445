/** What every adapter renders on a server: one table, run by React, Vue and Svelte. */
import { expect, test } from "vitest";
import { placeOf } from "../src/params";
import type { RenderData, Rendered } from "../src/plugins/rendering";
import { boardContext } from "./contexts";
import { Server } from "./server";

/** A page that shows the cards' titles of a board and how many there are, in one paragraph each. */
export type RenderBoard = (board_id: number, data: RenderData) => Promise<Rendered>;

const given = (...ids: number[]): RenderData => {
  const server = new Server();
  for (const card of server.cardsOf(2)) card.title = `</script>"${card.id}`;
  const bundles = ids.map((board_id) => ({
    ...placeOf(boardContext, { board_id }),
    data: server.bundle("board", board_id),
  }));
  return { build: "b", bundles };
};

/** HTML without the marks of frameworks. */
export const textOf = (html: string) =>
  html.replace(/<!--.*?-->/g, "").replace(/ data-[\w-]+(="")?/g, "");

export function describeRendering(render: RenderBoard): void {
  test("a page is rendered with what it is given", async () => {
    const { html, missing } = await render(1, given(1));
    expect(textOf(html)).toContain("<p>Card 1,Card 2,Card 3</p><p>3</p>");
    expect(missing).toEqual([]);
  });

  test("what it is not given it says, once, and renders without", async () => {
    const { html, missing } = await render(1, given());
    expect(textOf(html)).toContain("<p>loading</p><p></p>");
    expect(missing).toEqual([
      { context: "board", params: { board_id: 1 }, path: "ctx/board/?board_id=1" },
    ]);
  });

  test("another board's data is not taken for it", async () => {
    const { html, missing } = await render(1, given(2));
    expect(textOf(html)).toContain("<p>loading</p>");
    expect(missing).toHaveLength(1);
  });

  test("what may not be read is rendered as its error, and not asked for again", async () => {
    const place = placeOf(boardContext, { board_id: 1 });
    const error = { code: "NOT_FOUND", message: "Gone.", status: 404 };
    const { html, missing } = await render(1, { build: "b", bundles: [{ ...place, error }] });
    expect(textOf(html)).toContain("<p>error</p><p></p>");
    expect(missing).toEqual([]);
  });

  test("data is text", async () => {
    const { html } = await render(2, given(2));
    expect(html).not.toContain("</script>");
    expect(html).toContain("&lt;/script");
  });

  test("a hundred pages at once share nothing", async () => {
    const pages = Array.from({ length: 100 }, (_, index) =>
      render(1 + (index % 2), given(1 + (index % 2))),
    );
    for (const [index, { html, missing }] of (await Promise.all(pages)).entries()) {
      expect(html.includes("Card 1")).toBe(index % 2 === 0);
      expect(missing).toEqual([]);
    }
  });
}
