import {
  createApp,
  defineComponent,
  h,
  nextTick,
  type PropType,
  shallowRef,
  type VNode,
} from "vue";
import {
  describeAdapter,
  type Tree,
  textOfCall,
  textOfRead,
} from "../../mizan-base/tests/adapters";
import { settled } from "../../mizan-base/tests/support";
import { MizanPlugin } from "../src/index";
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

const READS = {
  bundle: useBoard,
  cards: useCards,
  counts: useCounts,
  summary: useSummary,
  name: useName,
  search: useSearch,
};
const CALLS = { editCard: useEditCard, signIn: useSignIn, signOut: useSignOut };

type ReadTree = Extract<Tree, { read: unknown }>;
type CallTree = Extract<Tree, { call: unknown }>;

const Read = defineComponent({
  props: { tree: { type: Object as PropType<ReadTree>, required: true } },
  setup(props) {
    const use = READS[props.tree.read] as typeof useCards;
    const getParams = () => props.tree.params as { board_id: number };
    const { data, status, error, isFetching, refetch } = use(getParams);
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
        { onClick: () => void mutate(props.tree.args as never) },
        textOfCall({ isPending: isPending.value, error: error.value, data: data.value }),
      ),
      h("button", { onClick: reset }),
    ];
  },
});

function nodeOf(tree: Tree): VNode {
  if ("read" in tree) return h(Read, { tree });
  if ("call" in tree) return h(Call, { tree });
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
