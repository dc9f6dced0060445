import type { MizanError, MizanErrorOf } from "@mizan/base";

/** Whatever a call failed with: where fields were refused, `details` lists them. */
export type Failure = MizanErrorOf<string>;

/** What the server refused about one field of a form, if anything, in words for people. */
export function fieldMessage(error: Failure | undefined, field: string): string | undefined {
  const message = error?.details?.find((detail) => detail.path[0] === field)?.message;
  return message && inPlainWords(message);
}

/** What is left to say about an error when its fields have spoken for themselves. */
export function formMessage(error: Failure | undefined, fields: string[]): string | undefined {
  if (!error || fields.some((field) => fieldMessage(error, field))) return undefined;
  return messageOf(error);
}

/** One sentence about an error. */
export function messageOf(error: MizanError): string {
  return sentences[error.code] ?? error.message;
}

/** Whether asking again is of no use: the answer is no. */
export function isClosed(error: MizanError): boolean {
  return ["UNAUTHORIZED", "FORBIDDEN", "NOT_FOUND"].includes(error.code);
}

const sentences: Record<string, string> = {
  NETWORK_ERROR: "The server cannot be reached. Nothing that you typed is lost.",
  BAD_ANSWER: "The server's answer makes no sense. Nothing that you typed is lost.",
  INTERNAL_ERROR: "The server made a mistake. Nothing that you typed is lost.",
};

const plainWords: [validator: RegExp, people: string][] = [
  [/^String should have at least 1 character$/, "Please fill this in."],
  [/^String should have (.+)$/, "Please use $1."],
  [/^String should match pattern .+$/, "Please use letters, digits and . _ - only."],
];

function inPlainWords(message: string): string {
  const known = plainWords.find(([validator]) => validator.test(message));
  return known ? message.replace(...known) : message;
}
