/** A param of a context: its declared type (as the schema names it) and, where it has one, its default. */
export interface ParamSpec {
  readonly type: string;
  readonly default?: unknown;
}

/** A context as the code generator writes it down; `~types` exists only for the compiler. */
export interface ContextDescriptor<Params = unknown, Bundle = unknown> {
  readonly name: string;
  readonly params: Readonly<Record<string, ParamSpec>>;
  readonly "~types"?: readonly [Params, Bundle];
}

/** What a call will do to one slot, as far as its args tell: names and types are the same. */
export interface Expectation {
  readonly context: string;
  /** The context's params that the function's args determine: param -> arg. */
  readonly params: Readonly<Record<string, string>>;
  readonly slot: string;
  readonly op: "replace" | "upsert" | "remove";
  /** The field by which rows are told apart, and the arg that names one; none where there is one record. */
  readonly key?: string;
  readonly keyArg?: string;
  /** Fields that become what the args of the same names are. */
  readonly fields: readonly string[];
}

/** A function that can be called, likewise. */
export interface FunctionDescriptor<Args = unknown, Result = unknown, Failure = unknown> {
  readonly name: string;
  /** It must never be sent a second time by itself. */
  readonly idempotent?: false;
  readonly expects?: readonly Expectation[];
  readonly "~types"?: readonly [Args, Result, Failure];
}

/** The params of a context without params, the args of a function without args. */
export type NoParams = Record<string, never>;
export type NoArgs = Record<string, never>;

/** Args as a list: may be left out where nothing in them is required. */
export type ArgsList<Args> = Record<never, never> extends Args ? [args?: Args] : [args: Args];
