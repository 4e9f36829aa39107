import type { ObservedRun, ObservedSession, PageQuery, Run, Session } from "@nexau-cloud/contracts";
import { dataOf } from "@nexau-cloud/platform";
import type { SessionManagerClient } from "@nexau-cloud/session-manager/client";

export type ObservedSessions = ReturnType<typeof createObservedSessions>;

/** Sessions and runs as their owner sees them. They belong to the session manager, which is asked each time. */
export function createObservedSessions(sessionManager: SessionManagerClient) {
  async function listSessions(
    projectId: string,
    { distinct_id, ...page }: PageQuery & { distinct_id?: string | undefined },
  ) {
    const query = { projectId, ...paging(page), ...(distinct_id === undefined ? {} : { distinctId: distinct_id }) };
    const { data, next_cursor } = await dataOf(sessionManager.GET("/sessions", { params: { query } }));
    return { data: data.map(toObservedSession), next_cursor };
  }

  async function listRuns(projectId: string, { session_id, ...page }: PageQuery & { session_id?: string | undefined }) {
    const query = { projectId, ...paging(page), ...(session_id === undefined ? {} : { sessionId: session_id }) };
    const { data, next_cursor } = await dataOf(sessionManager.GET("/runs", { params: { query } }));
    return { data: data.map(toObservedRun), next_cursor };
  }

  async function getRun(projectId: string, runId: string): Promise<ObservedRun> {
    const params = { path: { runId }, query: { projectId } };
    return toObservedRun(await dataOf(sessionManager.GET("/runs/{runId}", { params })));
  }

  async function listMessages(projectId: string, sessionId: string) {
    const params = { path: { sessionId }, query: { projectId } };
    const { data } = await dataOf(sessionManager.GET("/sessions/{sessionId}/messages", { params }));
    return { data, next_cursor: null };
  }

  return { listSessions, listRuns, getRun, listMessages };
}

const paging = ({ cursor, limit }: PageQuery) => ({ limit, ...(cursor === undefined ? {} : { cursor }) });

function toObservedSession(session: Session): ObservedSession {
  return {
    id: session.id,
    distinct_id: session.distinctId,
    title: session.title,
    source: session.source,
    run_count: session.runCount,
    active_run_id: session.activeRunId,
    created_at: session.createdAt,
    updated_at: session.updatedAt,
  };
}

function toObservedRun(run: Run): ObservedRun {
  return {
    id: run.id,
    session_id: run.sessionId,
    distinct_id: run.distinctId,
    version_id: run.versionId,
    version_tag: run.versionTag,
    agent: run.agent,
    source: run.source,
    state: run.state,
    stop_reason: run.stopReason,
    result: run.result,
    error: run.error,
    usage: run.usage,
    attempt: run.attempt,
    created_at: run.createdAt,
    ended_at: run.endedAt,
  };
}
