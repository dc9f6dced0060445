// What the code generator emits for the model server, in Vue's idiom.
import {
  boardContext,
  boardsContext,
  editCardFunction,
  meContext,
  searchContext,
  signInFunction,
  signOutFunction,
} from "../../mizan-base/tests/descriptors";
import { createBundle, createMutation, createProvider, createRead } from "../src/index";

export * from "../../mizan-base/tests/descriptors";

export const BoardProvider = createProvider(boardContext);
export const useBoard = createBundle(boardContext);
export const useCards = createRead(boardContext, "cards");
export const useCounts = createRead(boardContext, "counts");
export const useSummary = createRead(boardContext, "summary");
export const useBoards = createRead(boardsContext, "boards");
export const useName = createRead(meContext, "name");
export const useSearch = createRead(searchContext, "boards");
export const useEditCard = createMutation(editCardFunction);
export const useSignIn = createMutation(signInFunction);
export const useSignOut = createMutation(signOutFunction);
