/** How a page uses the board's client; each line after a mark must not compile, for the reason given. */

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
  useBoardsBundle,
  useClearDone,
  useCurrentUser,
  useDeleteCard,
  useGlobal,
  useSignIn,
  useSignOut,
} from "../golden/board/react/index.gen";

export function Page() {
  const { data: cards } = useBoardCards({ board_id: 1 });
  const { data: bundle, status } = useBoard();
  const { data: user } = useCurrentUser();
  const { data: boards } = useBoards();
  const first: Card | undefined = cards?.[0];
  const total: number | undefined = bundle?.board_counts.total;
  const names: string[] | undefined = boards?.map((board) => board.name);
  const username: string | undefined = user?.username;
  useBoardsBundle().data?.boards satisfies object | undefined;
  useGlobal().data?.current_user satisfies object | null | undefined;
  return [first?.title, total, names?.join(), username, status].join(" ");
}

export function Root() {
  return (
    <BoardProvider board_id={1}>
      <Page />
    </BoardProvider>
  );
}

export function WrongReads() {
  // @ts-expect-error Type 'string' is not assignable to type 'number'
  useBoardCards({ board_id: "1" });
  // @ts-expect-error 'boardId' does not exist in type 'BoardParams'
  useBoardCards({ boardId: 1 });
  // @ts-expect-error Property 'board_id' is missing in type '{}'
  useBoardCards({});
  // @ts-expect-error Type 'undefined' is not assignable to type 'number'
  useBoardCards({ board_id: undefined });
  // @ts-expect-error Type 'number' is not assignable to type 'never'
  useBoards({ page: 1 });
  // @ts-expect-error Property 'colour' does not exist on type 'Card'
  useBoardCards().data?.[0]?.colour;
  // @ts-expect-error Object is possibly 'undefined'
  useBoardCards().data?.[0].title;
  // @ts-expect-error Object is possibly 'undefined'
  useBoardCounts().data.total;
  // @ts-expect-error Property 'board_id' is missing in type '{}'
  return <BoardProvider />;
}

export function WrongProvider() {
  // @ts-expect-error Type 'string' is not assignable to type 'number'
  return <BoardProvider board_id="1" />;
}

export async function Calls() {
  const addCard = useAddCard();
  const change = await addCard.mutateAsync({ board_id: 1, title: "x" });
  const title: string = change.card.title;
  const { data, error } = await addCard.mutate({ board_id: 1, title });
  if (error === undefined) data.counts.done satisfies number;
  const removed: number = (await useDeleteCard().mutateAsync({ board_id: 1, card_id: 2 })).card;
  const count: number = await useClearDone().mutateAsync({ board_id: removed });
  const nothing: null = await useSignOut().mutateAsync();
  return [count, nothing];
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
  // @ts-expect-error 'note' does not exist in type 'AddCardArgs'
  addCard.mutate({ board_id: 1, title: "x", note: "" });
  // @ts-expect-error Type 'number' is not assignable to type 'never'
  useSignOut().mutate({ user_id: 1 });
  // @ts-expect-error Property 'token' does not exist on type 'User'
  useSignIn().data?.token;
}

export function explainAll(error: AddCardError): string {
  switch (error.code) {
    case "DUPLICATE_CARD":
      return "there is one";
    case "NETWORK_ERROR":
    case "BAD_ANSWER":
    case "ABORTED":
    case "IDENTITY_CHANGED":
      return "try again";
    default:
      // @ts-expect-error does not satisfy the expected type 'never'
      return error satisfies never;
  }
}

export function explain(error: AddCardError): string {
  switch (error.code) {
    case "DUPLICATE_CARD":
      error.code satisfies "DUPLICATE_CARD";
      return error.details?.find((detail) => detail.path[0] === "title")?.message ?? error.message;
    case "VALIDATION_FAILED":
    case "NETWORK_ERROR":
      return error.message;
    // @ts-expect-error Type '"DUPLICATE_CRAD"' is not comparable to type
    case "DUPLICATE_CRAD":
      return "a typo";
    // @ts-expect-error Type '"USERNAME_TAKEN"' is not comparable to type
    case "USERNAME_TAKEN":
      return "an error of another function";
    default:
      return "";
  }
}
