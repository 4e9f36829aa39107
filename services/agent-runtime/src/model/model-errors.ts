import { type ErrorCode, ServiceError } from "@nexau-cloud/platform";

export const modelCallFailed = (message: string, cause?: unknown) =>
  new ServiceError("bad_gateway", "model_call_failed", message, cause === undefined ? {} : { cause });

export const modelTimedOut = (milliseconds: number) =>
  new ServiceError("deadline_exceeded", "model_timed_out", `The model sent nothing for ${milliseconds} ms.`);

export const modelAnswerTooLarge = (maxBytes: number) =>
  new ServiceError(
    "payload_too_large",
    "model_answer_too_large",
    `The model's answer is larger than ${maxBytes} bytes.`,
  );

const WORTH_RETRYING: ErrorCode[] = [
  "bad_gateway",
  "unavailable",
  "deadline_exceeded",
  "resource_exhausted",
  "internal",
];

/** What the provider did may go better next time; what our own side refused (a model, a token, a size) will not. */
export function isWorthRetrying(error: unknown): boolean {
  return WORTH_RETRYING.includes(ServiceError.from(error).code);
}
