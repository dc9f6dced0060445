import {
  createApp,
  defineComponent,
  h,
  nextTick,
  onErrorCaptured,
  type PropType,
  ref,
  shallowRef,
  type VNode,
} from "vue";
import {
  describeAdapter,
  type Tree,
  textOfCall,
  textOfCaught,
  textOfFeed,
  textOfRead,
} from "../../mizan-base/tests/adapters";
import { settled } from "../../mizan-base/tests/support";
import { MizanPlugin } from "../src/index";
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

type ReadTree = Extract<Tree, { read: unknown }>;
type CallTree = Extract<Tree, { call: unknown }>;

const Read = defineComponent({
  props: { tree: { type: Object as PropType<ReadTree>, required: true } },
  setup(props) {
    const use = READS[props.tree.read] as typeof useCards;
    const getParams = () => props.tree.params as { board_id: number };
    const { data, status, error, isFetching, refetch } = use(getParams, () => props.tree.options);
    return () =>
      h(
        "button",
        { onClick: refetch },
        textOfRead(
          { data: data.value, status: status.value, error: error.value },
          props.tree.isWatching ? isFetching.value : undefined,
        ),
      );
  },
});

const Call = defineComponent({
  props: { tree: { type: Object as PropType<CallTree>, required: true } },
  setup(props) {
    const { mutate, reset, isPending, error, data } = (
      CALLS[props.tree.call] as unknown as typeof useEditCard
    )();
    return () => [
      h(
        "button",
        { onClick: () => void mutate(props.tree.args as never, props.tree.options) },
        textOfCall({ isPending: isPending.value, error: error.value, data: data.value }),
      ),
      h("button", { onClick: reset }),
    ];
  },
});

const Feed = defineComponent({
  setup() {
    const { data, hasNextPage, isFetchingNextPage, status, fetchNextPage } = useFeed();
    const text = () =>
      textOfFeed({
        data: data.value,
        hasNextPage: hasNextPage.value,
        isFetchingNextPage: isFetchingNextPage.value,
        status: status.value,
      });
    return () => h("button", { onClick: fetchNextPage }, text());
  },
});

const Boundary = defineComponent({
  props: { trees: { type: Array as PropType<readonly Tree[]>, required: true } },
  setup(props) {
    const error = ref<unknown>();
    onErrorCaptured((caught) => {
      error.value = caught;
      return false;
    });
    const reset = () => {
      error.value = undefined;
    };
    return () =>
      error.value
        ? h("button", { onClick: reset }, textOfCaught(error.value))
        : props.trees.map(nodeOf);
  },
});

function nodeOf(tree: Tree): VNode {
  if ("read" in tree) return h(Read, { tree });
  if ("call" in tree) return h(Call, { tree });
  if ("infinite" in tree) return h(Feed);
  if ("boundary" in tree) return h(Boundary, { trees: tree.boundary });
  return h(BoardProvider, { board_id: tree.board_id }, { default: () => tree.trees.map(nodeOf) });
}

describeAdapter((client) => {
  const trees = shallowRef<readonly Tree[]>([]);
  const container = document.createElement("div");
  const app = createApp({ render: () => trees.value.map(nodeOf) });
  app.use(MizanPlugin, { client });
  app.mount(container);
  return {
    container,
    async show(next) {
      trees.value = next;
      await nextTick();
    },
    async act(work) {
      await work();
      await settled();
      await nextTick();
    },
    fire: (work) => work(),
    close: () => app.unmount(),
  };
});
