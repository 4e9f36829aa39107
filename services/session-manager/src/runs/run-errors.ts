import { ServiceError } from "@nexau-cloud/platform";

export const runNotFound = (runId: string) =>
  new ServiceError("not_found", "run_not_found", `There is no run ${runId.slice(0, 64)}.`);

export const attemptSuperseded = (runId: string) =>
  new ServiceError(
    "failed_precondition",
    "run_attempt_superseded",
    `Run ${runId} was handed to another runtime; reports of this attempt are not taken.`,
  );

export const runEnded = (runId: string) =>
  new ServiceError("failed_precondition", "run_ended", `Run ${runId} has ended; nothing can be added to it.`);

export const eventSequenceGap = (expected: number, given: number) =>
  new ServiceError(
    "invalid_argument",
    "event_sequence_gap",
    `The next event has the sequence number ${expected}, not ${given}.`,
  );

export const idempotencyKeyReused = () =>
  new ServiceError(
    "unprocessable",
    "idempotency_key_reused",
    "This Idempotency-Key was used before, for another request. Use a new key for each new request.",
  );
