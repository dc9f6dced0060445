export {
  type Client,
  type ClientEvent,
  type ClientOptions,
  createClient,
  type ErrorDetail,
  MizanError,
  type MutationResult,
  type Outcome,
  type ReadResult,
} from "@mizan/base";
export {
  createBundle,
  createMutation,
  createProvider,
  createRead,
  MizanPlugin,
  provideMizan,
  type Refs,
  useClient,
} from "./vue";
