// For apps.

// For adapters of other frameworks.
export type { CallOptions, Client, Effects, Kernel, Plugin } from "./client";
export { type ClientEvent, type ClientOptions, createClient } from "./client";
// For generated code.
export type {
  ArgsList,
  ContextDescriptor,
  Expectation,
  FunctionDescriptor,
  NoArgs,
  NoParams,
  ParamSpec,
} from "./descriptors";
export {
  type ClientErrorCode,
  type CommonError,
  type ErrorDetail,
  MizanError,
  type MizanErrorOf,
  type ServerErrorCode,
} from "./errors";
export type { State } from "./instance";
export type { MutationResult, Outcome } from "./mutation";
export { createMutationView } from "./mutation";
export { isMatch, type Place, placeOf, type Target } from "./params";
export type { Memory, ReadCommon, ReadOptions, ReadResult, Selecting, View } from "./read";
export type { ContextHandle } from "./store";
export type { Answer, Fetch, Settled } from "./transport";
