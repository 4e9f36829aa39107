import { ServiceError } from "@nexau-cloud/platform";

/** Also for a session of somebody else: that it exists is none of the caller's business. */
export const sessionNotFound = (sessionId: string) =>
  new ServiceError("not_found", "session_not_found", `There is no session ${sessionId.slice(0, 64)}.`);

/** Null for a run that ended between the two looks at it. */
export const sessionBusy = (runId: string | null) =>
  new ServiceError(
    "failed_precondition",
    "session_busy",
    `The session is busy with ${runId ? `run ${runId}` : "another run"}. Wait for its end, or stop it.`,
  );
