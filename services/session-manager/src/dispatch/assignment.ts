import type { Launch, Message, RunAssignment } from "@nexau-cloud/contracts";
import type { Kysely } from "kysely";
import type { Tables } from "../db/tables.ts";
import { readHistory } from "../history/history-store.ts";
import type { RequestTokens } from "../request-tokens/request-tokens.ts";
import { type RunRow, toRun } from "../runs/run.ts";
import * as runStore from "../runs/run-store.ts";
import * as sessionStore from "../sessions/session-store.ts";

export interface AssignmentDeps {
  db: Kysely<Tables>;
  requestTokens: Pick<RequestTokens, "mint">;
  /** Ends what an earlier attempt left open in the event log; answers with the run as it is then. */
  closeOpenBlocks: (run: RunRow) => Promise<RunRow>;
  tokenTtlMs: number;
  leaseTtlMs: number;
}

/** Everything a runtime needs to go on with a run from what is written. */
export function createAssignments({ db, requestTokens, closeOpenBlocks, tokenTtlMs, leaseTtlMs }: AssignmentDeps) {
  return async function assignmentOf(assigned: RunRow, launch: Launch): Promise<RunAssignment> {
    const run = assigned.last_sequence > 0 ? await closeOpenBlocks(assigned) : assigned;
    const [request, history, sessionState, { token }] = await Promise.all([
      runStore.requestOf(db, run.id),
      readHistory(db, run.session_id),
      sessionStore.readState(db, run.session_id),
      requestTokens.mint({
        runId: run.id,
        sessionId: run.session_id,
        projectId: run.project_id,
        versionId: run.version_id,
        models: launch.llm.models,
        apiType: launch.llm.apiType,
        scopes: ["llm", "traces", "sandbox", "run"],
        lane: run.lane,
        ttlSeconds: Math.ceil(tokenTtlMs / 1000),
      }),
    ]);
    const messages: Message[] = JSON.parse(request.messages);
    const written = new Set(history.map(({ id }) => id));
    return {
      run: toRun(run),
      launch,
      variables: JSON.parse(request.variables),
      history,
      newMessages: messages.filter(({ id }) => !written.has(id)),
      sessionState,
      requestToken: token,
      leaseTtlMs,
      completedIterations: run.completed_iterations,
      nextSequence: run.last_sequence + 1,
      traceparent: request.traceparent,
    };
  };
}
