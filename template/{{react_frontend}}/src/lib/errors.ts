import type { MizanError } from "@mizan/base";

/** What the server says about one field of a form, if it says anything. */
export function fieldMessage(error: MizanError | undefined, field: string): string | undefined {
  return error?.details?.find((detail) => detail.path[0] === field)?.message;
}

/** What is left to say about an error when its fields have spoken for themselves. */
export function formMessage(error: MizanError | undefined, fields: string[]): string | undefined {
  if (!error || fields.some((field) => fieldMessage(error, field))) return undefined;
  return messageOf(error);
}

const messages: Record<string, string> = {
  NETWORK_ERROR: "The server cannot be reached. Nothing of yours is lost.",
  INTERNAL_ERROR: "The server made a mistake. Nothing of yours is lost.",
};

/** One sentence for people. */
export function messageOf(error: MizanError): string {
  return messages[error.code] ?? error.message;
}
