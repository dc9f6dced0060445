// What the code generator emits for the model server, for every framework (the README's example, in small).
import type {
  CommonError,
  ContextDescriptor,
  FunctionDescriptor,
  MizanErrorOf,
  NoArgs,
  NoParams,
} from "../src/index";
import type { Board, BoardBundle, Card } from "./server";

export interface BoardParams {
  board_id: number;
}

export interface SearchParams {
  q?: string;
  page?: number;
}

export interface EditCardArgs {
  board_id: number;
  id: number;
  title: string;
}

export type EditCardError = MizanErrorOf<"REFUSED"> | CommonError;

export const boardContext: ContextDescriptor<BoardParams, BoardBundle> = {
  name: "board",
  params: { board_id: { type: "int" } },
};

export const boardsContext: ContextDescriptor<NoParams, { boards: Board[] }> = {
  name: "boards",
  params: {},
};

export const meContext: ContextDescriptor<NoParams, { name: string; notes: { text: string }[] }> = {
  name: "me",
  params: {},
};

export const searchContext: ContextDescriptor<SearchParams, { boards: Board[] }> = {
  name: "boards",
  params: { q: { type: "str", default: "" }, page: { type: "int", default: 1 } },
};

const BOARD = { board_id: "board_id" };

export const editCardFunction: FunctionDescriptor<EditCardArgs, Card, EditCardError> = {
  name: "edit_card",
  expects: [
    {
      context: "board",
      params: BOARD,
      slot: "cards",
      op: "upsert",
      key: "id",
      keyArg: "id",
      fields: ["title"],
    },
  ],
};

export const deleteCardFunction: FunctionDescriptor<
  Omit<EditCardArgs, "title">,
  number,
  CommonError
> = {
  name: "delete_card",
  expects: [
    {
      context: "board",
      params: BOARD,
      slot: "cards",
      op: "remove",
      key: "id",
      keyArg: "id",
      fields: [],
    },
  ],
};

export const touchAllFunction: FunctionDescriptor<Omit<EditCardArgs, "id">, number, CommonError> = {
  name: "touch_all",
};

export const feedContext: ContextDescriptor<
  { after?: number },
  { feed: { rows: number[]; next: number | null } }
> = { name: "feed", params: { after: { type: "int", default: 0 } } };

export const signInFunction: FunctionDescriptor<{ username: string }, string, CommonError> = {
  name: "sign_in",
  idempotent: false,
};

export const signOutFunction: FunctionDescriptor<NoArgs, null, CommonError> = { name: "sign_out" };
