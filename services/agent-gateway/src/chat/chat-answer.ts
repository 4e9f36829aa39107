import type { ChatAnswer, Run } from "@nexau-cloud/contracts";
import { ServiceError } from "@nexau-cloud/platform";

/** The one JSON answer of a chat that does not stream, of a run that has ended. Throws for one that failed. */
export function toChatAnswer(run: Run): ChatAnswer {
  if (run.state === "failed" || run.state === "interrupted") {
    const { code, message } = run.error ?? { code: "run_failed", message: "The run failed." };
    throw new ServiceError(run.state === "failed" ? "bad_gateway" : "internal", code, message);
  }
  return {
    status: "success",
    response: run.result ?? "",
    error: null,
    run_id: run.id,
    session_id: run.sessionId,
    state: run.state,
    stop_reason: run.stopReason,
    usage: run.usage,
  };
}
