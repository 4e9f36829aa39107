import { ServiceError } from "@nexau-cloud/platform";

export interface RunFailure {
  /** Stable, from docs/errors.md. */
  code: string;
  message: string;
}

/** How an error ends a run: NexAU's words in front, so that clients recognise it. */
export function runFailure(thrown: unknown): RunFailure {
  const error = ServiceError.from(thrown);
  return { code: error.reason, message: `Error in agent execution: ${error.message}` };
}
