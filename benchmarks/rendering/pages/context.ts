import type { ContextDescriptor } from "@mizan/base";

/** One row of the board, as cards of an app are. */
export interface Row {
  readonly id: number;
  readonly title: string;
  readonly note: string;
  readonly is_done: boolean;
}

export interface Bundle {
  readonly counts: { readonly total: number; readonly done: number };
  readonly rows: readonly Row[];
}

export const boardContext: ContextDescriptor<{ board_id: number }, Bundle> = {
  name: "board",
  params: { board_id: { type: "int" } },
};
