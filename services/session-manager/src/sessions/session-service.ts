import { randomBytes } from "node:crypto";
import type { CreateSession, Session, StopResult } from "@nexau-cloud/contracts";
import { ServiceError } from "@nexau-cloud/platform";
import type { Kysely } from "kysely";
import type { Tables } from "../db/tables.ts";
import type { RunStopper } from "../runs/stop-run.ts";
import { isId } from "./is-id.ts";
import { sessionNotFound } from "./session-errors.ts";
import * as sessionStore from "./session-store.ts";

export interface SessionServiceDeps {
  db: Kysely<Tables>;
  stopper: RunStopper;
  now: () => Date;
  newId: (prefix: string) => string;
}

export type SessionService = ReturnType<typeof createSessionService>;

export function createSessionService({ db, stopper, now, newId }: SessionServiceDeps) {
  async function create({ projectId, distinctId, source }: CreateSession): Promise<Session> {
    const createdAt = now();
    const row = {
      id: newId("sess"),
      project_id: projectId,
      distinct_id: distinctId,
      title: null,
      source,
      run_count: 0,
      created_at: createdAt,
      updated_at: createdAt,
    };
    const agentId = `agent_${randomBytes(4).toString("hex")}`;
    await sessionStore.insert(db, row, { agentId, context: {}, globalStorage: {} });
    return toSession({ ...row, active_run_id: null });
  }

  async function list(query: {
    projectId: string;
    distinctId?: string | undefined;
    cursor?: string | undefined;
    limit: number;
  }): Promise<{ data: Session[]; next_cursor: string | null }> {
    if (query.cursor !== undefined && !isId(query.cursor)) throw cursorInvalid();
    const rows = await sessionStore.list(db, {
      projectId: query.projectId,
      distinctId: query.distinctId,
      before: query.cursor,
      limit: query.limit + 1,
    });
    const data = rows.slice(0, query.limit).map(toSession);
    return { data, next_cursor: rows.length > query.limit ? (data.at(-1)?.id ?? null) : null };
  }

  async function get(request: { sessionId: string; projectId: string; distinctId?: string | undefined }) {
    return toSession(await find(request));
  }

  async function find(request: { sessionId: string; projectId: string; distinctId?: string | undefined }) {
    const row = await sessionStore.find(db, request.projectId, request.sessionId);
    if (!row || (request.distinctId !== undefined && row.distinct_id !== request.distinctId)) {
      throw sessionNotFound(request.sessionId);
    }
    return row;
  }

  async function stop(request: {
    sessionId: string;
    projectId: string;
    distinctId: string;
    force: boolean;
  }): Promise<StopResult> {
    const { active_run_id: runId } = await find(request);
    if (!runId) return { status: "noop", runId: null };
    return stopper.stop({ runId, force: request.force });
  }

  async function deleteOfProject(projectId: string): Promise<{ deleted: number }> {
    await stopper.endAllOfProject(projectId);
    return { deleted: await sessionStore.deleteOfProject(db, projectId) };
  }

  return { create, list, get, stop, deleteOfProject };
}

export const cursorInvalid = () =>
  new ServiceError("invalid_argument", "cursor_invalid", "The cursor is not one that a page before answered with.");

function toSession(row: sessionStore.SessionWithRun): Session {
  return {
    id: row.id,
    projectId: row.project_id,
    distinctId: row.distinct_id,
    title: row.title,
    source: row.source,
    runCount: row.run_count,
    activeRunId: row.active_run_id,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}
