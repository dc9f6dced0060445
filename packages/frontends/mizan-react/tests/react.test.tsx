import type { ClientOptions } from "@mizan/base";
import { hydration } from "@mizan/base/hydration";
import { readOptions } from "@mizan/base/options";
import { act, Component, type ReactNode, StrictMode, Suspense, useState } from "react";
import { createRoot, hydrateRoot, type Root } from "react-dom/client";
import { renderToString } from "react-dom/server";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Server } from "../../mizan-base/tests/server";
import { createBench } from "../../mizan-base/tests/support";
import { MizanProvider } from "../src/index";
import { useBoard, useCards, useCounts, useEditCard, useSummary } from "./client.gen";

vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);

let root: Root;
let container: HTMLElement;

beforeEach(() => {
  container = document.createElement("div");
  root = createRoot(container);
});
afterEach(() => act(() => root.unmount()));

function open(server = new Server(), options: Partial<ClientOptions> = {}) {
  const bench = createBench(options, server);
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
    expect(text()).toBe("board needs board_id: here or in a Provider");
    await act(() =>
      root.render(
        <Boundary key="new">
          <Name />
        </Boundary>,
      ),
    );
    expect(text()).toBe("No MizanProvider");
    vi.restoreAllMocks();
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
      (hooks[name] as typeof useCards)({ board_id: 1 });
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

describe("a page that was rendered on the server", () => {
  function page() {
    const server = new Server();
    const data = server.bundle("board", 1);
    const path = "ctx/board/?board_id=1";
    const bundles = [{ context: "board", params: { board_id: 1 }, path, data }];
    window.__MIZAN_SSR_DATA__ = { who: "who-anonymous", build: server.build, bundles };
    const bench = open(server, { plugins: [hydration()] });
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

describe("Suspense", () => {
  class Boundary extends Component<{ children: ReactNode }> {
    override state: { error?: { code: string } } = {};
    static getDerivedStateFromError = (error: unknown) => ({ error });
    override render() {
      if (!this.state.error) return this.props.children;
      return (
        <button type="button" onClick={() => this.setState({ error: undefined })}>
          {this.state.error.code}
        </button>
      );
    }
  }
  function Cards({ board_id }: { board_id: number }) {
    const { data } = useCards({ board_id }, { suspense: true });
    return <p>{data?.map(({ title }) => title).join()}</p>;
  }
  function openSuspended() {
    const bench = open(new Server(), { plugins: [readOptions()] });
    const show = (children: ReactNode) =>
      bench.show(
        <StrictMode>
          <Boundary>
            <Suspense fallback="waiting">{children}</Suspense>
          </Boundary>
        </StrictMode>,
      );
    return { ...bench, show };
  }

  test("waits for all that is below it, with one request for each", async () => {
    const { show, drain, server } = openSuspended();
    await show(
      <>
        <Cards board_id={1} />
        <Cards board_id={1} />
        <Cards board_id={2} />
      </>,
    );
    expect(text()).toBe("waiting");
    await drain();
    expect(text()).toBe("Card 1,Card 2,Card 3".repeat(3));
    expect(server.count("ctx")).toBe(2);
  });

  test("shows what calls change without waiting again", async () => {
    const { show, drain, client } = openSuspended();
    await show(<Cards board_id={1} />);
    await drain();
    await act(() => void client.call("touch_all", { board_id: 1, title: "x" }));
    expect(text()).toBe("Card 1,Card 2,Card 3");
    await drain();
    expect(text()).toBe("x,x,x");
  });

  test("a read that fails reaches the error boundary, whose reset reads once more", async () => {
    vi.spyOn(console, "error").mockReturnValue();
    const { show, drain, server } = openSuspended();
    await show(<Cards board_id={1} />);
    await act(() => server.lose(server.find("ctx")));
    expect(text()).toBe("NETWORK_ERROR");
    expect(server.count("ctx")).toBe(1);
    await act(() => new Promise((resolve) => setTimeout(resolve)));
    await act(() => container.querySelector("button")?.click());
    expect(text()).toBe("waiting");
    await drain();
    expect(text()).toBe("Card 1,Card 2,Card 3");
    expect(server.count("ctx")).toBe(2);
    vi.restoreAllMocks();
  });
});
