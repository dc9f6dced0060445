import type { ContextDescriptor, NoParams } from "../src/index";
import type { Board, BoardBundle } from "./server";

export const boardContext: ContextDescriptor<{ board_id: number }, BoardBundle> = {
  name: "board",
  params: { board_id: { type: "int" } },
};

export const boardsContext: ContextDescriptor<NoParams, { boards: Board[] }> = {
  name: "boards",
  params: {},
};

export const meContext: ContextDescriptor<
  NoParams,
  { name: string; notes: { id: number; text: string }[] }
> = { name: "me", params: {} };
