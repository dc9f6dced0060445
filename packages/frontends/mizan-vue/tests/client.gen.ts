// What the code generator emits for the model server, in Vue's idiom.
import {
  boardContext,
  boardsContext,
  deleteCardFunction,
  editCardFunction,
  feedContext,
  meContext,
  searchContext,
  signInFunction,
  signOutFunction,
  touchAllFunction,
} from "../../mizan-base/tests/descriptors";
import { createBundle, createMutation, createProvider, createRead } from "../src/index";
import { createInfiniteRead } from "../src/infinite";

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
export const useDeleteCard = createMutation(deleteCardFunction);
export const useTouchAll = createMutation(touchAllFunction);
export const useFeed = createInfiniteRead(feedContext, "feed", {
  pageParam: "after",
  initialPageParam: 0,
  getNextPageParam: ({ next }) => next,
});
