/** How a Vue component uses the board's client; each line after a mark must not compile, for the reason given. */

import { h, type Ref, ref } from "vue";
import {
  type AddCardArgs,
  type AddCardError,
  BoardProvider,
  type Card,
  useAddCard,
  useBoard,
  useBoardCards,
  useBoardCounts,
  useBoards,
  useSignOut,
} from "../golden/board/vue/index.gen";

export function setup() {
  const boardId = ref(1);
  const { data: cards, refetch } = useBoardCards(() => ({ board_id: boardId.value }));
  cards satisfies Ref<Card[] | undefined>;
  refetch();
  useBoardCards({ board_id: 1 }).status.value satisfies "loading" | "success" | "error";
  useBoardCards(ref({ board_id: 1 }));
  const total: number | undefined = useBoard().data.value?.board_counts.total;
  const { mutate, isPending, error } = useAddCard();
  error satisfies Ref<AddCardError | undefined>;
  const node = h(BoardProvider, { board_id: 1 });
  return { cards, total, mutate, isPending, node };
}

export function WrongReads() {
  // @ts-expect-error Type 'string' is not assignable to type 'number'
  useBoardCards(() => ({ board_id: "1" }));
  // @ts-expect-error 'boardId' does not exist in type
  useBoardCards({ boardId: 1 });
  // @ts-expect-error Property 'board_id' is missing in type '{}'
  useBoardCards(() => ({}));
  // @ts-expect-error Type 'number' is not assignable to type 'never'
  useBoards({ page: 1 });
  // @ts-expect-error Property 'colour' does not exist on type 'Card'
  useBoardCards().data.value?.[0]?.colour;
  // @ts-expect-error Property 'total' does not exist on type
  useBoardCounts().data.total;
  // @ts-expect-error Type 'string' is not assignable to type 'number'
  h(BoardProvider, { board_id: "1" });
}

export function WrongCalls(args: AddCardArgs) {
  const { mutate } = useAddCard();
  mutate(args);
  // @ts-expect-error Expected 1-2 arguments, but got 0
  mutate();
  // @ts-expect-error Property 'title' is missing in type '{ board_id: number; }'
  mutate({ board_id: 1 });
  // @ts-expect-error Type 'number' is not assignable to type 'string'
  mutate({ board_id: 1, title: 5 });
  // @ts-expect-error Type 'number' is not assignable to type 'never'
  useSignOut().mutate({ user_id: 1 });
}
