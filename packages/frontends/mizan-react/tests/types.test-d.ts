/** Lines that must not compile, and types that must be what they are; checked by tsc. */
import "@mizan/base/options";
import type { Board, BoardBundle, Card } from "../../mizan-base/tests/server";
import { createClient, createRead, type ErrorDetail, type MizanError } from "../src/index";
import {
  boardContext,
  editCardFunction,
  useBoard,
  useBoards,
  useCards,
  useEditCard,
  useSearch,
  useSignOut,
} from "./client.gen";

type Equal<Left, Right> =
  (<T>() => T extends Left ? 1 : 2) extends <T>() => T extends Right ? 1 : 2 ? true : false;

/** Its argument says that the two types are one. */
const same = <Left, Right>(_: Equal<Left, Right>) => {};

export function optionsOfReads() {
  const { data: sure } = useCards({ board_id: 1 }, { suspense: true });
  const count = useCards({ board_id: 1 }, { select: (cards) => cards.length });
  same<typeof count.data, number | undefined>(true);
  const cards = useCards({ board_id: 1 }, { enabled: false, staleTime: 1_000 });
  same<typeof cards.data, Card[] | undefined>(true);
  useCards(undefined, { placeholderData: (previous) => previous });
  same<Card[], typeof sure>(true);

  // @ts-expect-error an option that does not exist
  useCards({ board_id: 1 }, { enable: false });
  // @ts-expect-error a stand-in is of the same type
  useCards({ board_id: 1 }, { placeholderData: 1 });
  // @ts-expect-error what is selected from is the data
  useCards({ board_id: 1 }, { select: (cards: number) => cards });
}

export function reads() {
  const cards = useCards({ board_id: 1 });
  same<typeof cards.data, Card[] | undefined>(true);
  if (cards.status === "success") same<typeof cards.data, Card[]>(true);
  if (cards.status === "error") same<typeof cards.error, MizanError>(true);
  if (cards.status === "loading") same<typeof cards.data, undefined>(true);
  const { status, data } = useBoard();
  if (status === "success") same<typeof data, BoardBundle>(true);
  same<ReturnType<typeof useBoards>["data"], Board[] | undefined>(true);
  useSearch({ page: 2 });
  useSearch({});
  useBoards({});

  // @ts-expect-error a param has its type
  useCards({ board_id: "1" });
  // @ts-expect-error a param without a default is needed
  useCards({});
  // @ts-expect-error a param that the context does not have
  useCards({ board_id: 1, page: 2 });
  // @ts-expect-error a context without params takes none
  useBoards({ board_id: 1 });
  // @ts-expect-error a slot that the context does not have
  createRead(boardContext, "card");
  // @ts-expect-error data may not be there
  cards.data.length;
  // @ts-expect-error snapshots are not written to
  cards.data = [];
}

export async function calls() {
  const edit = useEditCard();
  const outcome = await edit.mutate({ board_id: 1, id: 2, title: "x" });
  if (outcome.error) outcome.error.message;
  else same<typeof outcome.data, Card>(true);
  const { data, error } = outcome;
  if (!error) same<typeof data, Card>(true);
  if (error?.code === "REFUSED") same<typeof error.code, "REFUSED">(true);
  same<NonNullable<typeof error>["details"], readonly ErrorDetail[] | undefined>(true);
  same<Awaited<ReturnType<typeof edit.mutateAsync>>, Card>(true);
  useSignOut().mutate();
  useSignOut().mutate({});

  // @ts-expect-error an arg is missing
  edit.mutate({ board_id: 1, id: 2 });
  // @ts-expect-error args are needed
  edit.mutate();
  // @ts-expect-error an arg that the function does not have
  edit.mutate({ board_id: 1, id: 2, title: "x", note: "" });
  // @ts-expect-error an arg has its type
  edit.mutate({ board_id: 1, id: "2", title: "x" });
  // @ts-expect-error an event is no args: `onClick={signOut.mutate}` is a mistake
  useSignOut().mutate(new MouseEvent("click"));
  // @ts-expect-error a code that the function does not have
  if (edit.error?.code === "DUPLICATE") return;
  // @ts-expect-error there may be no error
  edit.error.code;
}

export async function vanilla() {
  const client = createClient({ base: "/api/mizan/", build: "b" });
  const handle = client.registerContext(boardContext, { board_id: 1 });
  same<ReturnType<typeof handle.getState>["data"], BoardBundle | undefined>(true);
  const card = await client.call(editCardFunction, { board_id: 1, id: 2, title: "x" });
  same<typeof card, Card>(true);

  // @ts-expect-error params are needed
  client.registerContext(boardContext);
  // @ts-expect-error an arg has its type
  client.call(editCardFunction, { board_id: 1, id: 2, title: 3 });
  // @ts-expect-error the base is needed
  createClient({ build: "b" });
}
