import { describe, expect, test } from "vitest";
import { createClient, MizanError } from "../src/index";
import { boardContext } from "./contexts";
import { watch } from "./support";

const SESSION = { csrf: "token", idempotency: false };

/** A client whose calls and reads are answered with this. */
function answered(status: number, body: string, headers: Record<string, string> = {}) {
  const sent: RequestInit[] = [];
  const fetch = async (url: string, init: RequestInit) => {
    if (url.endsWith("session/")) return Response.json(SESSION);
    sent.push(init);
    return new Response(body, { status, headers });
  };
  return { sent, client: createClient({ base: "/api/mizan/", build: "b", fetch }) };
}

const failure = (status: number, body: string) =>
  answered(status, body)
    .client.call("f")
    .catch((error: unknown) => error);

describe("errors", () => {
  test("code, status, details and message are the server's", async () => {
    const details = [{ path: ["title"], message: "Too long", type: "too_long" }];
    const error = { code: "VALIDATION_FAILED", message: "No", details };
    const found = await failure(422, JSON.stringify({ error }));
    expect(found).toBeInstanceOf(MizanError);
    expect(found).toBeInstanceOf(Error);
    expect(found).toMatchObject({ name: "MizanError", status: 422, ...error });
  });

  test("a code that nobody knows survives", async () => {
    const error = { code: "TEAPOT", message: "Short and stout", details: { spout: true } };
    expect(await failure(418, JSON.stringify({ error }))).toMatchObject({ status: 418, ...error });
  });

  test.for([
    ["a proxy's page", 502, "<html>"],
    ["a gateway's JSON", 502, '{"message": "Bad gateway"}'],
    ["an empty body", 500, ""],
    ["an error that is no envelope", 500, '{"error": "oops"}'],
    ["a page instead of an answer", 200, "<html>"],
    ["a list", 200, "[]"],
    ["null", 200, "null"],
    ["a cut body", 200, '{"result": 1'],
    ["a call's answer without a result", 200, "{}"],
    ["an error that says 200", 200, '{"error": {"code": "NOT_FOUND"}}'],
  ] as const)("%s is no answer", async ([, status, body]) => {
    expect(await failure(status, body)).toMatchObject({ code: "BAD_ANSWER", status });
  });

  test("a read's broken answer is its error", async () => {
    const { client } = answered(200, "<html>");
    const board = watch(client, boardContext, { board_id: 1 });
    await expect.poll(() => board.getState().status).toBe("error");
    expect(board.getState().error).toMatchObject({ code: "BAD_ANSWER", status: 200 });
    board.end();
  });

  test("a slot may be called error, or result", async () => {
    const { client } = answered(200, '{"error": {"code": 1}, "result": 2}');
    const board = watch(client, boardContext, { board_id: 1 });
    await expect.poll(() => board.getState().status).toBe("success");
    board.end();
  });
});

test("a call is JSON with its token", async () => {
  const { client, sent } = answered(200, '{"result": null, "bundles": [], "later": 1}');
  expect(await client.call({ name: "add_card" }, { board_id: 1 })).toBeNull();
  expect(await client.call("sign_out")).toBeNull();
  expect(sent.map(({ body }) => body)).toEqual([
    '{"fn":"add_card","args":{"board_id":1},"mounted":[]}',
    '{"fn":"sign_out","args":{},"mounted":[]}',
  ]);
  expect(sent[0]).toMatchObject({
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Mizan-Csrf": "token" },
  });
});

test("another build is told once", async () => {
  const events: unknown[] = [];
  const fetch = async (url: string) =>
    Response.json(url.endsWith("session/") ? SESSION : { result: 1 }, {
      headers: { "X-Mizan-Build": "new" },
    });
  const client = createClient({
    base: "/",
    build: "old",
    fetch,
    onEvent: (event) => events.push(event),
  });
  await client.call("f");
  await client.call("f");
  expect(events).toEqual([{ type: "outdated", build: "new" }]);
});

test("the same build is not told", async () => {
  const events: unknown[] = [];
  const headers = { "X-Mizan-Build": "b" };
  const fetch = async () => Response.json({ result: 1, csrf: null }, { headers });
  const onEvent = (event: unknown) => events.push(event);
  await createClient({ base: "/", build: "b", fetch, onEvent }).call("f");
  expect(events).toEqual([]);
});
