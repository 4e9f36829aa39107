import type { Message, Run, StopResult } from "@nexau-cloud/contracts";
import type { Kysely } from "kysely";
import type { Tables } from "../db/tables.ts";
import { readHistory } from "../history/history-store.ts";
import { isId } from "../sessions/is-id.ts";
import { sessionNotFound } from "../sessions/session-errors.ts";
import { cursorInvalid } from "../sessions/session-service.ts";
import * as sessionStore from "../sessions/session-store.ts";
import { isLive, type RunRow, toRun } from "./run.ts";
import { runNotFound } from "./run-errors.ts";
import * as runStore from "./run-store.ts";
import type { RunStopper } from "./stop-run.ts";

export type RunService = ReturnType<typeof createRunService>;

/** What is known about runs, for those who may see the project. */
export function createRunService({ db, stopper }: { db: Kysely<Tables>; stopper: RunStopper }) {
  async function find({ runId, projectId }: { runId: string; projectId: string }): Promise<RunRow> {
    const row = await runStore.find(db, runId, projectId);
    if (!row) throw runNotFound(runId);
    return row;
  }

  async function list(query: {
    projectId: string;
    sessionId?: string | undefined;
    cursor?: string | undefined;
    limit: number;
  }): Promise<{ data: Run[]; next_cursor: string | null }> {
    const { projectId, sessionId, cursor, limit } = query;
    if (cursor !== undefined && !isId(cursor)) throw cursorInvalid();
    if (sessionId !== undefined && !isId(sessionId)) throw sessionNotFound(sessionId);
    const rows = await runStore.list(db, { projectId, sessionId, before: cursor, limit: limit + 1 });
    const data = rows.slice(0, limit).map(toRun);
    return { data, next_cursor: rows.length > limit ? (data.at(-1)?.id ?? null) : null };
  }

  async function stop(request: { runId: string; projectId: string; force: boolean }): Promise<StopResult> {
    const row = await find(request);
    if (!isLive(row)) return { status: "noop", runId: null };
    return stopper.stop({ runId: row.id, force: request.force });
  }

  async function history(request: { sessionId: string; projectId: string }): Promise<{ data: Message[] }> {
    const session = await sessionStore.find(db, request.projectId, request.sessionId);
    if (!session) throw sessionNotFound(request.sessionId);
    return { data: await readHistory(db, session.id) };
  }

  return {
    list,
    get: async (request: { runId: string; projectId: string }) => toRun(await find(request)),
    stop,
    history,
  };
}
