/** How a Svelte component uses the board's client; each line after a mark must not compile, for the reason given. */

import type { Readable } from "svelte/store";
import {
  type AddCardArgs,
  type AddCardError,
  type Card,
  provideBoard,
  useAddCard,
  useBoard,
  useBoardCards,
  useBoardCounts,
  useBoards,
  useSignOut,
} from "../golden/board/svelte/index.gen";

export function script(boardId: number) {
  provideBoard(() => ({ board_id: boardId }));
  const cards = useBoardCards(() => ({ board_id: boardId }));
  cards.data satisfies Card[] | undefined;
  if (cards.status === "success") cards.data satisfies Card[];
  cards satisfies Readable<{ data: Card[] | undefined }>;
  const total: number | undefined = useBoard().data?.board_counts.total;
  const addCard = useAddCard();
  addCard.error satisfies AddCardError | undefined;
  return [cards.data?.[0]?.title, total, addCard.isPending];
}

export function WrongReads() {
  // @ts-expect-error Type 'string' is not assignable to type 'number'
  useBoardCards(() => ({ board_id: "1" }));
  // @ts-expect-error 'board_id' does not exist in type '() => BoardParams'
  useBoardCards({ board_id: 1 });
  // @ts-expect-error Property 'board_id' is missing in type '{}'
  useBoardCards(() => ({}));
  // @ts-expect-error Type 'number' is not assignable to type 'never'
  useBoards(() => ({ page: 1 }));
  // @ts-expect-error Property 'colour' does not exist on type 'Card'
  useBoardCards().data?.[0]?.colour;
  // @ts-expect-error Object is possibly 'undefined'
  useBoardCounts().data.total;
  // @ts-expect-error Type 'string' is not assignable to type 'number'
  provideBoard(() => ({ board_id: "1" }));
}

export function WrongCalls(args: AddCardArgs) {
  const addCard = useAddCard();
  addCard.mutate(args);
  // @ts-expect-error Expected 1-2 arguments, but got 0
  addCard.mutate();
  // @ts-expect-error Property 'title' is missing in type '{ board_id: number; }'
  addCard.mutate({ board_id: 1 });
  // @ts-expect-error Type 'number' is not assignable to type 'string'
  addCard.mutate({ board_id: 1, title: 5 });
  // @ts-expect-error Type 'number' is not assignable to type 'never'
  useSignOut().mutate({ user_id: 1 });
}
