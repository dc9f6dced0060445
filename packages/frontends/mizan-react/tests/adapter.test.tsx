import { act, Component, type PropsWithChildren } from "react";
import { createRoot } from "react-dom/client";
import { vi } from "vitest";
import {
  describeAdapter,
  type Tree,
  textOfCall,
  textOfCaught,
  textOfFeed,
  textOfRead,
} from "../../mizan-base/tests/adapters";
import { settled } from "../../mizan-base/tests/support";
import { MizanProvider } from "../src/index";
import {
  BoardProvider,
  useBoard,
  useCards,
  useCounts,
  useDeleteCard,
  useEditCard,
  useFeed,
  useName,
  useSearch,
  useSignIn,
  useSignOut,
  useSummary,
  useTouchAll,
} from "./client.gen";

vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);

const READS = {
  bundle: useBoard,
  cards: useCards,
  counts: useCounts,
  summary: useSummary,
  name: useName,
  search: useSearch,
};
const CALLS = {
  deleteCard: useDeleteCard,
  editCard: useEditCard,
  signIn: useSignIn,
  signOut: useSignOut,
  touchAll: useTouchAll,
};

function Read({ tree }: { tree: Extract<Tree, { read: unknown }> }) {
  const use = READS[tree.read] as typeof useCards;
  const read = use(tree.params as { board_id: number }, tree.options);
  const text = textOfRead(read, tree.isWatching ? read.isFetching : undefined);
  return (
    <button type="button" onClick={read.refetch}>
      {text}
    </button>
  );
}

function Call({ tree }: { tree: Extract<Tree, { call: unknown }> }) {
  const call = (CALLS[tree.call] as unknown as typeof useEditCard)();
  return (
    <>
      <button type="button" onClick={() => void call.mutate(tree.args as never, tree.options)}>
        {textOfCall(call)}
      </button>
      <button type="button" onClick={call.reset} />
    </>
  );
}

function Feed() {
  const feed = useFeed();
  return (
    <button type="button" onClick={feed.fetchNextPage}>
      {textOfFeed(feed)}
    </button>
  );
}

class Boundary extends Component<PropsWithChildren> {
  override state: { error?: unknown } = {};
  static getDerivedStateFromError(error: unknown) {
    return { error };
  }
  override render() {
    if (!this.state.error) return this.props.children;
    return (
      <button type="button" onClick={() => this.setState({ error: undefined })}>
        {textOfCaught(this.state.error)}
      </button>
    );
  }
}

function Trees({ trees }: { trees: readonly Tree[] }) {
  return trees.map((tree, index) => {
    // biome-ignore lint/suspicious/noArrayIndexKey: a place is what stays
    if ("read" in tree) return <Read key={index} tree={tree} />;
    // biome-ignore lint/suspicious/noArrayIndexKey: a place is what stays
    if ("call" in tree) return <Call key={index} tree={tree} />;
    // biome-ignore lint/suspicious/noArrayIndexKey: a place is what stays
    if ("infinite" in tree) return <Feed key={index} />;
    if ("boundary" in tree)
      return (
        // biome-ignore lint/suspicious/noArrayIndexKey: a place is what stays
        <Boundary key={index}>
          <Trees trees={tree.boundary} />
        </Boundary>
      );
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: a place is what stays
      <BoardProvider key={index} board_id={tree.board_id}>
        <Trees trees={tree.trees} />
      </BoardProvider>
    );
  });
}

describeAdapter((client) => {
  const container = document.createElement("div");
  const root = createRoot(container);
  return {
    container,
    show: (trees) =>
      act(() =>
        root.render(
          <MizanProvider client={client}>
            <Trees trees={trees} />
          </MizanProvider>,
        ),
      ),
    act: (work) =>
      act(async () => {
        await work();
        await settled();
      }),
    fire: (work) => act(work),
    close: () => act(() => root.unmount()),
  };
});
