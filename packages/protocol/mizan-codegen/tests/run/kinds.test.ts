/** Params of every type, as the generated descriptors make the kernel write them. */

import { createClient } from "@mizan/base";
import { expect, test } from "vitest";
import {
  build,
  placeOrderFunction,
  Rank,
  reserveFunction,
  type ShopParams,
  Size,
  shopContext,
} from "../golden/kinds/react/index.gen";

const SHOP = { shop_id: "0190a2a4-0000-7000-8000-000000000000", day: "2026-01-31", pages: [1, 2] };
const URLS: [string, ShopParams, string][] = [
  ["required params, sorted", SHOP, ""],
  ["params that equal their default are left out", { ...SHOP, size: Size.SMALL, search: null }, ""],
  ["an enum by its value", { ...SHOP, size: Size.LARGE }, "&size=%22l%22"],
];

function recorder(answer: unknown) {
  const requests: { url: string; body: unknown }[] = [];
  const fetch = async (input: RequestInfo | URL, init?: RequestInit) => {
    const isSession = String(input).endsWith("/session/");
    if (!isSession)
      requests.push({ url: String(input), body: init?.body && JSON.parse(String(init.body)) });
    const body = isSession ? { csrf: "token", idempotency: false } : answer;
    return new Response(JSON.stringify(body), { headers: { "content-type": "application/json" } });
  };
  return { requests, client: createClient({ base: "/api/mizan/", build, fetch }) };
}

test.each(URLS)("%s", async (_, params, more) => {
  const { requests, client } = recorder({});
  const { subscribe, unregister } = client.registerContext(shopContext, params);
  const unsubscribe = subscribe(() => {});
  await expect.poll(() => requests.length).toBe(1);
  const query =
    "day=%222026-01-31%22&pages=%5B1%2C2%5D&shop_id=%220190a2a4-0000-7000-8000-000000000000%22";
  expect(requests[0]?.url).toBe(`/api/mizan/ctx/shop/?${query}${more}`);
  unsubscribe();
  unregister();
});

test("a result comes as the tuple that was declared", async () => {
  const { requests, client } = recorder({
    result: [{ product: "x", amount: 1, notes: [] }, [1, 2]],
  });
  const [line, [x]] = await client.call(placeOrderFunction, {
    lines: [{ product: "x" }],
    wrapper: { node: { label: "x" } },
    draft: {},
    options: { verbose: true },
    at: [1, 2],
  });
  expect([line.amount, x]).toEqual([1, 1]);
  expect(requests[0]?.body).toMatchObject({
    fn: "place_order",
    args: { lines: [{ product: "x" }] },
  });
});

test("arguments that all have defaults may be left out", async () => {
  const { client } = recorder({ result: { first: Rank.FIRST } });
  expect((await client.call(reserveFunction, {}))["first"]).toBe(Rank.FIRST);
});
