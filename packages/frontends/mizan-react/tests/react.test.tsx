import { act, Component, type ReactNode, StrictMode, useState } from "react";
import { createRoot, hydrateRoot, type Root } from "react-dom/client";
import { renderToString } from "react-dom/server";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Server } from "../../mizan-base/tests/server";
import { createBench } from "../../mizan-base/tests/support";
import { MizanProvider } from "../src/index";
import {
  BoardProvider,
  useBoard,
  useCards,
  useCounts,
  useEditCard,
  useName,
  useSearch,
  useSignIn,
  useSignOut,
  useSummary,
} from "./client.gen";

vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);

let root: Root;
let container: HTMLElement;

beforeEach(() => {
  container = document.createElement("div");
  root = createRoot(container);
});
afterEach(() => act(() => root.unmount()));

function open(server = new Server()) {
  const bench = createBench({}, server);
  const wrap = (children: ReactNode) => (
    <MizanProvider client={bench.client}>{children}</MizanProvider>
  );
  return {
    ...bench,
    wrap,
    drain: () => act(() => bench.drain()),
    show: (children: ReactNode) => act(() => root.render(wrap(children))),
  };
}

/** A component that says what it reads, and how often it was rendered. */
function Titles({ board_id }: { board_id: number }) {
  const { data, status } = useCards({ board_id });
  return <p>{data?.map(({ title }) => title).join() ?? status}</p>;
}

const text = () => container.textContent;

test("StrictMode: one request", async () => {
  const { server, show, drain } = open();
  await show(
    <StrictMode>
      <Titles board_id={1} />
      <Titles board_id={1} />
    </StrictMode>,
  );
  await drain();
  expect(server.log).toEqual(["/api/ctx/board/?board_id=1"]);
  expect(text()).toBe("Card 1,Card 2,Card 3".repeat(2));
});

describe("params", () => {
  test("are those of the nearest Provider", async () => {
    const { show, drain } = open();
    const Name = () => <i>{useSummary().data?.name}</i>;
    await show(
      <BoardProvider board_id={1}>
        <Name />
        <BoardProvider board_id={2}>
          <Name />
        </BoardProvider>
      </BoardProvider>,
    );
    await drain();
    expect(text()).toBe("Board 1Board 2");
  });

  test("given to the hook come first", async () => {
    const { server, show, drain } = open();
    await show(
      <BoardProvider board_id={2}>
        <Titles board_id={1} />
      </BoardProvider>,
    );
    await drain();
    expect(server.log).toEqual(["/api/ctx/board/?board_id=1"]);
  });

  test("from nowhere are an error that names both ways", async () => {
    class Boundary extends Component<{ children: ReactNode }> {
      override state = { message: "" };
      static getDerivedStateFromError = ({ message }: Error) => ({ message });
      override render() {
        return this.state.message || this.props.children;
      }
    }
    const Name = () => useSummary().status;
    const { show } = open();
    vi.spyOn(console, "error").mockReturnValue();
    await show(
      <Boundary>
        <Name />
      </Boundary>,
    );
    expect(text()).toBe("board needs board_id: give it here or to a Provider above");
    await act(() =>
      root.render(
        <Boundary key="new">
          <Name />
        </Boundary>,
      ),
    );
    expect(text()).toBe("No <MizanProvider> above");
    vi.restoreAllMocks();
  });

  test("that all have a default need neither", async () => {
    const { server, show, drain } = open();
    const Found = () => <>{useSearch().data?.length}</>;
    await show(<Found />);
    await drain();
    expect(text()).toBe("2");
    expect(server.log).toEqual(["/api/ctx/boards/"]);
  });

  test("may change", async () => {
    const { server, show, drain } = open();
    await show(<Titles board_id={1} />);
    await drain();
    server.cardsOf(2).pop();
    await show(<Titles board_id={2} />);
    expect(text()).toBe("loading");
    await drain();
    expect(text()).toBe("Card 1,Card 2");
    await show(<Titles board_id={1} />);
    expect(text()).toBe("Card 1,Card 2,Card 3");
    expect(server.log).toHaveLength(2);
  });

  test("that are equal make nothing new, however often an object is written down", async () => {
    const { show, drain } = open();
    const seen = new Set();
    function Cards() {
      const [count, setCount] = useState(0);
      seen.add(useCards({ board_id: 1 }).refetch);
      return <button type="button" onClick={() => setCount(count + 1)} />;
    }
    await show(<Cards />);
    await drain();
    for (let clicks = 0; clicks < 3; clicks++)
      await act(() => container.querySelector("button")?.click());
    expect(seen.size).toBe(1);
  });
});

describe("rendering", () => {
  test("a component renders only for its own slot", async () => {
    const { client, show, drain } = open();
    const renders = { cards: 0, counts: 0, summary: 0, bundle: 0 };
    const hooks = { cards: useCards, counts: useCounts, summary: useSummary, bundle: useBoard };
    function Slot({ name }: { name: keyof typeof renders }) {
      hooks[name]({ board_id: 1 });
      renders[name]++;
      return null;
    }
    await show(
      <>
        <Slot name="cards" />
        <Slot name="counts" />
        <Slot name="summary" />
        <Slot name="bundle" />
      </>,
    );
    await drain();
    expect(renders).toEqual({ cards: 2, counts: 2, summary: 2, bundle: 2 });
    void client.call("rename_board", { board_id: 1, name: "New" });
    await drain();
    expect(renders).toEqual({ cards: 2, counts: 2, summary: 3, bundle: 3 });
    void client.call("edit_card", { board_id: 1, id: 11, title: "New" });
    await drain();
    expect(renders).toEqual({ cards: 3, counts: 3, summary: 3, bundle: 4 });
    void client.call("touch_everything", { board_id: 1 });
    await drain();
    expect(renders).toEqual({ cards: 3, counts: 3, summary: 4, bundle: 5 });
  });

  test("who looks at isFetching is told of it", async () => {
    const { client, show, drain } = open();
    const seen: boolean[] = [];
    function Fetching() {
      seen.push(useCards({ board_id: 1 }).isFetching);
      return null;
    }
    await show(<Fetching />);
    await drain();
    void client.call("touch_all", { board_id: 1, title: "x" });
    await drain();
    expect(seen.filter((value, index) => value !== seen[index - 1])).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });

  test("an error keeps what is on the screen, and trying again mends it", async () => {
    const { server, show, drain } = open();
    function Cards() {
      const { data, error, refetch } = useCards({ board_id: 1 });
      return (
        <button type="button" onClick={refetch}>
          {data?.length} {error?.code}
        </button>
      );
    }
    await show(<Cards />);
    await drain();
    const click = () => act(async () => container.querySelector("button")?.click());
    await click();
    await act(async () => server.lose(server.find("ctx")));
    expect(text()).toBe("3 NETWORK_ERROR");
    await click();
    await drain();
    expect(text()).toBe("3 ");
  });
});

describe("calls", () => {
  function Editor({ id }: { id: number }) {
    const { mutate, isPending, error, data, reset } = useEditCard();
    const edit = () => void mutate({ board_id: 1, id, title: "New" });
    return (
      <>
        <button type="button" onClick={edit} />
        <button type="button" onClick={reset} />
        {isPending ? "pending" : (error?.code ?? data?.title ?? "rest")}
      </>
    );
  }

  const click = (index: number) =>
    act(async () => container.querySelectorAll("button")[index]?.click());

  test("go from rest to pending to a result, or an error, and back", async () => {
    const { show, drain } = open();
    await show(<Editor id={11} />);
    await drain();
    expect(text()).toBe("rest");
    await click(0);
    expect(text()).toBe("pending");
    await drain();
    expect(text()).toBe("New");
    await show(<Editor id={99} />);
    await click(0);
    await drain();
    expect(text()).toBe("REFUSED");
    await click(1);
    expect(text()).toBe("rest");
  });

  test("that end after their component is gone harm nobody", async () => {
    const { server, show, drain } = open();
    const complain = vi.spyOn(console, "error");
    await show(<Editor id={11} />);
    await drain();
    await click(0);
    await show(null);
    await drain();
    expect(server.cardsOf(1)[0]?.title).toBe("New");
    expect(complain).not.toHaveBeenCalled();
    vi.restoreAllMocks();
  });

  test("one request between a click and the screen", async () => {
    const { server, show, drain } = open();
    await show(
      <>
        <Editor id={11} />
        <Titles board_id={1} />
      </>,
    );
    await drain();
    const before = server.log.length;
    await click(0);
    await drain();
    expect(server.log.slice(before)).toEqual(["edit_card"]);
    expect(text()).toContain("New,Card 2,Card 3");
  });

  test("StrictMode: the token is fetched once, and the call counts", async () => {
    const { server, show, drain } = open();
    await show(
      <StrictMode>
        <Editor id={11} />
      </StrictMode>,
    );
    await drain();
    await click(0);
    await drain();
    expect(server.log).toEqual(["/api/session/", "edit_card"]);
    expect(text()).toBe("New");
  });
});

test("somebody else signs in: nothing of before is on the screen", async () => {
  const { server, show, drain } = open();
  const seen: (string | null)[] = [];
  function Session() {
    const signIn = useSignIn();
    const signOut = useSignOut();
    const { data } = useName();
    const name = data === undefined ? "…" : data || "nobody";
    seen.push(name);
    return (
      <>
        <button type="button" onClick={() => void signIn.mutate({ username: "ada" })} />
        <button type="button" onClick={() => void signOut.mutate()} />
        <button type="button" onClick={() => void signIn.mutate({ username: "bob" })} />
        {name}
      </>
    );
  }
  await show(<Session />);
  await drain();
  for (const name of ["ada", "nobody", "bob"]) {
    const index = ["ada", "nobody", "bob"].indexOf(name);
    const from = seen.length;
    await act(async () => container.querySelectorAll("button")[index]?.click());
    await drain();
    expect(text()).toBe(name);
    expect(new Set(seen.slice(from))).toContain("…");
  }
  expect(seen.slice(seen.lastIndexOf("nobody"))).not.toContain("ada");
  expect(server.count("session")).toBe(4);
});

describe("a page that was rendered on the server", () => {
  function page() {
    const server = new Server();
    const data = server.bundle("board", 1);
    const path = "ctx/board/?board_id=1";
    const bundles = [{ context: "board", params: { board_id: 1 }, path, data }];
    window.__MIZAN_SSR_DATA__ = { who: "who-anonymous", build: server.build, bundles };
    const bench = open(server);
    container = document.createElement("div");
    container.innerHTML = renderToString(bench.wrap(<Titles board_id={1} />));
    window.__MIZAN_SSR_DATA__ = null;
    return bench;
  }

  test("hydrates without a request and without a complaint", async () => {
    const complain = vi.spyOn(console, "error");
    const { server, wrap, drain } = page();
    expect(text()).toBe("Card 1,Card 2,Card 3");
    root = await act(() => hydrateRoot(container, wrap(<Titles board_id={1} />)));
    await drain();
    expect(server.log).toEqual([]);
    expect(complain).not.toHaveBeenCalled();
    vi.restoreAllMocks();
  });

  test("also when a merge lands before it has hydrated", async () => {
    const complain = vi.spyOn(console, "error");
    const { server, client, wrap, drain } = page();
    void client.call("edit_card", { board_id: 1, id: 11, title: "New" });
    await drain();
    const recovered = vi.fn();
    const options = { onRecoverableError: recovered };
    root = await act(() => hydrateRoot(container, wrap(<Titles board_id={1} />), options));
    expect(text()).toBe("New,Card 2,Card 3");
    expect(recovered).not.toHaveBeenCalled();
    expect(server.count("ctx")).toBe(0);
    expect(complain).not.toHaveBeenCalled();
    vi.restoreAllMocks();
  });

  test("without data the server renders what the client renders first", () => {
    const { wrap } = open();
    expect(renderToString(wrap(<Titles board_id={1} />))).toBe("<p>loading</p>");
  });
});
