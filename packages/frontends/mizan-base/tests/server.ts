/**
 * A Mizan server in memory in which time stands still: a request is sent, later *committed* (it reads
 * or changes the database), later *delivered* (its answer arrives). A test moves each by hand.
 */

export interface Card {
  id: number;
  title: string;
  /** Which commit wrote it: what a screen is judged by. */
  version: number;
}

export interface Board {
  id: number;
  name: string;
  version: number;
}

export type BoardBundle = {
  cards: Card[];
  counts: { total: number; version: number };
  summary: Board;
};

type Json = Record<string, unknown>;
type Args = Record<string, never>;

export interface Request {
  readonly url: string;
  readonly kind: "read" | "call" | "session";
  readonly args: Args;
  readonly mounted: readonly { context: string; params: { board_id?: number } }[];
  readonly fn: string;
  readonly cookie: string;
  readonly csrf: string | undefined;
  readonly idempotencyKey: string | undefined;
  isAborted: boolean;
  isOver: boolean;
  answer: { status: number; body: Json | string; who: string; cookie?: string } | undefined;
  resolve(response: Response): void;
  reject(error: Error): void;
}

/** How a changed card, list or board name reaches the contexts that hold it. */
const where = (board_id: number) => ({ context: "board", params: { board_id } });

export class Server {
  cards = new Map<number, Card[]>();
  boards = new Map<number, Board>();
  deleted = new Set<number>();
  commits = 0;
  nextId = 100;
  /** Session id -> user and CSRF token. */
  sessions = new Map([["anonymous", { user: "", csrf: "token-0" }]]);
  cookie = "anonymous";
  build = "build-1";
  /** Changes when somebody's permissions do. */
  permissions = "";
  pending: Request[] = [];
  log: string[] = [];
  /** A `fetch` of a platform that cannot abort: late answers do arrive. */
  isDeafToAbort = false;
  /** Whether calls may be sent again under a key, and what was answered under each. */
  isIdempotent = false;
  kept = new Map<string, { result: unknown; invalidate: unknown[] }>();
  /** Whether answers hold fresh bundles of what the page shows (single flight). */
  isFlying = false;

  constructor() {
    for (const id of [1, 2]) {
      this.boards.set(id, { id, name: `Board ${id}`, version: 0 });
      this.cards.set(
        id,
        [1, 2, 3].map((n) => ({ id: id * 10 + n, title: `Card ${n}`, version: 0 })),
      );
    }
  }

  /** The bundle of a context as the database is now. */
  bundle(context: string, board_id = 0, user = ""): Json {
    if (context === "me") return { name: user, notes: user ? [{ id: 1, text: `of ${user}` }] : [] };
    if (context === "boards") return { boards: this.boardList() };
    if (context === "feed") return { feed: this.feedAfter(board_id) };
    return {
      cards: this.cardsOf(board_id).map((card) => ({ ...card })),
      counts: this.counts(board_id),
      summary: { ...this.boards.get(board_id) },
    };
  }

  /** Three rows of seven. */
  feedAfter(after: number) {
    const rows = [1, 2, 3, 4, 5, 6, 7].filter((row) => row > after).slice(0, 3);
    return { rows, next: rows.at(-1) === 7 ? null : (rows.at(-1) ?? null) };
  }

  boardList() {
    const order = (board: Board) => `${board.name}\0${board.id}`;
    return [...this.boards.values()]
      .map((board) => ({ ...board }))
      .sort((a, b) => (order(a) < order(b) ? -1 : 1));
  }

  cardsOf(board_id: number): Card[] {
    return this.cards.get(board_id) ?? [];
  }

  counts(board_id: number) {
    const cards = this.cardsOf(board_id);
    return { total: cards.length, version: Math.max(0, ...cards.map((card) => card.version)) };
  }

  /** What a browser would do: the cookie of this moment goes with it. */
  fetch = (url: string, init: RequestInit): Promise<Response> =>
    new Promise((resolve, reject) => {
      const { fn = "", args = {}, mounted = [] } = init.body ? JSON.parse(String(init.body)) : {};
      const kind = fn ? "call" : url.includes("/session/") ? "session" : "read";
      const headers = (init.headers ?? {}) as Record<string, string>;
      const request: Request = {
        url,
        kind,
        fn,
        args,
        mounted,
        cookie: this.cookie,
        csrf: headers["X-Mizan-Csrf"],
        idempotencyKey: headers["Idempotency-Key"],
        isAborted: false,
        isOver: false,
        answer: undefined,
        resolve,
        reject,
      };
      this.log.push(fn || url);
      this.pending.push(request);
      const abort = () => {
        request.isAborted = true;
        if (!this.isDeafToAbort) this.end(request).reject(new DOMException("", "AbortError"));
      };
      if (init.signal?.aborted) abort();
      init.signal?.addEventListener("abort", abort);
    });

  private end(request: Request) {
    request.isOver = true;
    this.pending = this.pending.filter((other) => other !== request);
    return request;
  }

  /** The request takes effect; its answer is on its way. */
  commit(request: Request) {
    const session = this.sessions.get(request.cookie);
    const user = session?.user ?? "";
    const reply = (status: number, body: Json | string, cookie?: string) => {
      const who = this.sessions.get(cookie ?? request.cookie)?.user;
      const id = who
        ? `who-${who}-${cookie ?? request.cookie}${this.permissions}`
        : "who-anonymous";
      request.answer = { status, body, who: id, ...(cookie && { cookie }) };
    };
    if (request.kind === "session")
      return reply(200, { csrf: session?.csrf ?? "token-0", idempotency: this.isIdempotent });
    if (request.kind === "read") return reply(...this.answerRead(request.url, user));
    if (request.csrf !== (session?.csrf ?? "token-0"))
      return reply(403, { error: { code: "CSRF_FAILED", message: "CSRF" } });
    const key = this.isIdempotent ? request.idempotencyKey : undefined;
    const kept = key && this.kept.get(key);
    if (kept) return reply(200, kept);
    reply(...this.answerCall(request.fn, request.args, request.cookie));
    const { status, body } = request.answer as unknown as { status: number; body: Json };
    if (key && status === 200) {
      const told = [
        ...((body["merge"] ?? []) as Json[]),
        ...((body["invalidate"] ?? []) as Json[]),
      ];
      const invalidate = told.map(({ context, params }) => ({ context, params }));
      this.kept.set(key, { result: body["result"], invalidate });
    }
    this.fly(request);
  }

  /** Reads what the page shows and the call made stale; again, while the answer is not delivered. */
  fly({ mounted, answer, cookie }: Request) {
    const body = answer?.body as Json | undefined;
    if (!this.isFlying || answer?.status !== 200 || !body?.["invalidate"]) return;
    const user = this.sessions.get(answer.cookie ?? cookie)?.user ?? "";
    const entries = body["invalidate"] as (string | ReturnType<typeof where>)[];
    const isMeant = ({ context, params }: Request["mounted"][number]) =>
      entries.some((entry) =>
        typeof entry === "string"
          ? entry === context
          : entry.context === context &&
            [undefined, params.board_id].includes(entry.params.board_id),
      );
    body["bundles"] = mounted.filter(isMeant).map(({ context, params }) => ({
      context,
      params,
      data: this.bundle(context, params.board_id, user),
    }));
  }

  private answerRead(url: string, user: string): [number, Json] {
    const { pathname, searchParams } = new URL(url, "http://x");
    const context = pathname.split("/").at(-2) ?? "";
    const board_id = Number(searchParams.get(context === "feed" ? "after" : "board_id"));
    if (context === "board" && !this.boards.has(board_id))
      return [404, { error: { code: "NOT_FOUND", message: "No such board" } }];
    return [200, this.bundle(context, board_id, user)];
  }

  /** Runs a function; `[status, body, cookie?]`. */
  private answerCall(fn: string, args: Args, cookie: string): [number, Json, string?] {
    if (fn === "sign_in") {
      const id = `session-${++this.nextId}`;
      this.sessions.set(id, { user: args["username"] ?? "", csrf: `token-${this.nextId}` });
      return [200, { result: args["username"] }, id];
    }
    if (fn === "sign_out") {
      const id = `nobody-${++this.nextId}`;
      this.sessions.delete(cookie);
      this.sessions.set(id, { user: "", csrf: `token-${this.nextId}` });
      return [200, { result: null }, id];
    }
    const change = this.change(fn, args);
    if (!change) return [409, { error: { code: "REFUSED", message: "Refused" } }];
    return ["error" in change ? 409 : 200, change];
  }

  /** What a call changes in the database, and its envelope; also for those who write elsewhere. */
  change(fn: string, args: Json): Json | undefined {
    const version = ++this.commits;
    const board_id = Number(args["board_id"]);
    const cards = this.cardsOf(board_id);
    const board = this.boards.get(board_id);
    const entry = { ...where(board_id), slot: "cards", op: "upsert", key: "id" };
    const counted = () => ({
      ...where(board_id),
      slot: "counts",
      op: "replace",
      value: this.counts(board_id),
    });
    if (!board) return;
    switch (fn) {
      case "add_card": {
        const card = { id: ++this.nextId, title: String(args["title"]), version };
        cards.push(card);
        return { result: { ...card }, merge: [entry, counted()] };
      }
      case "edit_card": {
        const card = cards.find(({ id }) => id === args["id"]);
        if (!card || args["title"] === "refused") return;
        Object.assign(card, { title: args["title"], version });
        return { result: { ...card }, merge: [entry, counted()] };
      }
      case "delete_card": {
        const index = cards.findIndex(({ id }) => id === args["id"]);
        if (index < 0) return;
        cards.splice(index, 1);
        this.deleted.add(Number(args["id"]));
        return { result: args["id"], merge: [{ ...entry, op: "remove" }, counted()] };
      }
      case "rename_board": {
        Object.assign(board, { name: args["name"], version });
        const summary = { ...where(board_id), slot: "summary", op: "replace" };
        const row = { context: "boards", params: {}, slot: "boards", op: "upsert", key: "id" };
        return { result: { ...board }, merge: [summary, { ...row, order_by: ["name", "id"] }] };
      }
      case "touch_all": {
        for (const card of cards) Object.assign(card, { title: args["title"], version });
        return { result: cards.length, invalidate: [where(board_id)] };
      }
      case "touch_everything": {
        for (const each of this.boards.values()) Object.assign(each, { version });
        return { result: null, invalidate: ["board", { context: "boards", params: {} }] };
      }
    }
    return;
  }

  /** The answer arrives: what the database was at `commit`, however long ago. */
  deliver(request: Request) {
    if (!request.answer) this.commit(request);
    this.end(request);
    const { answer } = request;
    if (!answer) return;
    if (answer.cookie && !request.isAborted) this.cookie = answer.cookie;
    const text = JSON.stringify(answer.body);
    const headers = new Map([
      ["X-Mizan-Who", answer.who],
      ["X-Mizan-Build", this.build],
    ]);
    request.resolve({
      ok: answer.status < 300,
      status: answer.status,
      headers: { get: (name: string) => headers.get(name) ?? null },
      json: () => Promise.resolve(JSON.parse(text)),
    } as unknown as Response);
  }

  /** The connection breaks, before or after the commit. */
  lose(request: Request) {
    this.end(request).reject(new TypeError("Failed to fetch"));
  }

  find(text: string): Request {
    const found = this.pending.find(({ fn, url }) => fn === text || (!fn && url.includes(text)));
    if (!found) throw new Error(`No request for ${text} is under way`);
    return found;
  }

  /** How often something was asked for. */
  count(text: string): number {
    return this.log.filter((line) => line.includes(text)).length;
  }
}
