import type { SessionState } from "@nexau-cloud/contracts";
import type { Kysely, Selectable, Transaction } from "kysely";
import type { SessionTable, Tables } from "../db/tables.ts";
import { isId } from "./is-id.ts";

export type SessionRow = Selectable<SessionTable>;
export type SessionWithRun = SessionRow & { active_run_id: string | null };

const withActiveRun = (db: Kysely<Tables>) =>
  db
    .selectFrom("sessions")
    .leftJoin("runs", (join) =>
      join.onRef("runs.session_id", "=", "sessions.id").on("runs.state", "in", ["queued", "running", "stopping"]),
    )
    .selectAll("sessions")
    .select("runs.id as active_run_id");

export async function insert(db: Kysely<Tables>, row: SessionRow, state: SessionState): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await trx.insertInto("sessions").values(row).execute();
    await trx
      .insertInto("session_state")
      .values({
        session_id: row.id,
        agent_id: state.agentId,
        context: JSON.stringify(state.context),
        global_storage: JSON.stringify(state.globalStorage),
      })
      .execute();
  });
}

export async function find(db: Kysely<Tables>, projectId: string, id: string): Promise<SessionWithRun | undefined> {
  if (!isId(id)) return undefined;
  return withActiveRun(db)
    .where("sessions.id", "=", id)
    .where("sessions.project_id", "=", projectId)
    .executeTakeFirst();
}

/** Newest first; ids sort by their time of making. */
export function list(
  db: Kysely<Tables>,
  query: { projectId: string; distinctId: string | undefined; before: string | undefined; limit: number },
): Promise<SessionWithRun[]> {
  let rows = withActiveRun(db).where("sessions.project_id", "=", query.projectId);
  if (query.distinctId !== undefined) rows = rows.where("sessions.distinct_id", "=", query.distinctId);
  if (query.before !== undefined) rows = rows.where("sessions.id", "<", query.before);
  return rows.orderBy("sessions.id", "desc").limit(query.limit).execute();
}

/** Something happened in it. */
export async function touch(trx: Transaction<Tables>, id: string, now: Date): Promise<void> {
  await trx.updateTable("sessions").set({ updated_at: now }).where("id", "=", id).execute();
}

export async function readState(db: Kysely<Tables>, sessionId: string): Promise<SessionState> {
  const row = await db
    .selectFrom("session_state")
    .selectAll()
    .where("session_id", "=", sessionId)
    .executeTakeFirstOrThrow();
  return {
    agentId: row.agent_id,
    context: JSON.parse(row.context),
    globalStorage: JSON.parse(row.global_storage),
  };
}

/** The agent's id stays what it was: it is kept for the life of the session. */
export async function writeState(trx: Transaction<Tables>, sessionId: string, state: SessionState): Promise<void> {
  await trx
    .updateTable("session_state")
    .set({ context: JSON.stringify(state.context), global_storage: JSON.stringify(state.globalStorage) })
    .where("session_id", "=", sessionId)
    .execute();
}

/** Sessions of a project with everything that hangs on them. */
export async function deleteOfProject(db: Kysely<Tables>, projectId: string): Promise<number> {
  return db.transaction().execute(async (trx) => {
    await trx
      .deleteFrom("run_events")
      .where("run_id", "in", (runs) => runs.selectFrom("runs").select("id").where("project_id", "=", projectId))
      .execute();
    await trx.deleteFrom("idempotency_keys").where("project_id", "=", projectId).execute();
    const { numDeletedRows } = await trx
      .deleteFrom("sessions")
      .where("project_id", "=", projectId)
      .executeTakeFirstOrThrow();
    return Number(numDeletedRows);
  });
}
