/** One thing that is wrong with what was sent: where, what, and its kind. */
export interface ErrorDetail {
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly type: string;
}

/** The error table of mizan-spec. */
export type ServerErrorCode =
  | "BAD_REQUEST"
  | "UNAUTHORIZED"
  | "FORBIDDEN"
  | "CSRF_FAILED"
  | "NOT_FOUND"
  | "METHOD_NOT_ALLOWED"
  | "CONFLICT"
  | "IN_PROGRESS"
  | "PAYLOAD_TOO_LARGE"
  | "UNSUPPORTED_MEDIA_TYPE"
  | "VALIDATION_FAILED"
  | "RATE_LIMITED"
  | "INTERNAL_ERROR"
  | "NOT_IMPLEMENTED";

/** What only a client can notice: no answer, an answer that is not Mizan's, its own abort, another identity. */
export type ClientErrorCode = "NETWORK_ERROR" | "BAD_ANSWER" | "ABORTED" | "IDENTITY_CHANGED";

/**
 * Everything that a read or call fails with (Protocol §2).
 *
 * `status` is 0 where there was no answer; a message that nobody gave is the code. Codes that this client does not know survive as they are.
 */
export class MizanError<Code extends string = string, Details = unknown> extends Error {
  declare readonly code: Code;
  declare readonly status: number;
  declare readonly details: Details;

  constructor(code: Code, message: string = code, status = 0, details?: Details, cause?: unknown) {
    super(message, { cause });
    Object.assign(this, { name: "MizanError", code, status, details });
  }
}

/** The error with this code; `details` list what is wrong unless the schema declares another shape. */
export type MizanErrorOf<
  Code extends string,
  Details = readonly ErrorDetail[] | undefined,
> = MizanError<Code, Details>;

/** What every read and call can fail with. */
export type CommonError = MizanErrorOf<ServerErrorCode | ClientErrorCode>;
