/** What each kind of type is in the client; each line after a mark must not compile. */

import type { FunctionDescriptor } from "@mizan/base";
import {
  type Collections,
  type Derived,
  type Draft,
  type Line,
  type LineInput,
  type NodeInput,
  type Options,
  type placeOrderFunction,
  Rank,
  type ReserveError,
  type Scalars,
  Size,
  type Node as TreeNode,
} from "../golden/kinds/react/index.gen";

type ResultOf<F> =
  F extends FunctionDescriptor<infer _Args, infer Result, infer _Error> ? Result : never;
type Placed = ResultOf<typeof placeOrderFunction>;

export const sizes: Size[] = [Size.SMALL, "l", ...Object.values(Size)];
export const rank: Rank = Rank.FIRST;
export const draft: Draft = {};
export const line: LineInput = { product: "x" };
export const tree: NodeInput = { label: "x" };
export const options: Options = { verbose: true };
export const placed: Placed = [{ product: "x", amount: 1, notes: [] }, [0.5, 1]];

export function use(scalars: Scalars, collections: Collections, derived: Derived, node: TreeNode) {
  scalars.price satisfies string;
  scalars.count satisfies number;
  collections.by_key["x"]?.[0] satisfies number | undefined;
  collections.pair satisfies [number, string];
  collections.nested["a"]?.["b"]?.[1] satisfies Rank | undefined;
  derived.amount satisfies string;
  node.children[0]?.label satisfies string | undefined;
}

export function details(error: ReserveError): number | undefined {
  if (error.code !== "OUT_OF_STOCK") return undefined;
  // @ts-expect-error 'error.details' is possibly 'undefined'
  error.details.left;
  return error.details?.left;
}

export function wrong(scalars: Scalars, collections: Collections) {
  // @ts-expect-error Type '"xl"' is not assignable to type 'Size'
  const size: Size = "xl";
  // @ts-expect-error Type '3' is not assignable to type 'Rank'
  const other: Rank = 3;
  // @ts-expect-error Property 'amount' is missing in type
  const output: Line = { product: "x", notes: [] };
  // @ts-expect-error is not assignable to type 'LineInput' with 'exactOptionalPropertyTypes: true'
  const input: LineInput = { product: "x", amount: undefined };
  // @ts-expect-error 'scalars.anything' is of type 'unknown'
  scalars.anything.deep;
  // @ts-expect-error Type 'string | null' is not assignable to type 'string'
  const text: string = collections.maybe;
  // @ts-expect-error Type 'number[] | undefined' is not assignable to type 'number[]'
  const numbers: number[] = collections.by_key["x"];
  return [size, other, output, input, text, numbers];
}
