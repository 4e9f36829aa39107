import { type Kysely, sql, type Transaction } from "kysely";
import type { RunRequestTable, Tables } from "../db/tables.ts";
import { isId } from "../sessions/is-id.ts";
import { LIVE_STATES, type RunOutcome, type RunRow } from "./run.ts";

/**
 * Writes a run with what was asked for, and notes it in its session, whose title becomes `title` if it has none. False
 * when the session has a run under way: the unique index lets one in, however many try at once.
 */
export async function insert(
  db: Kysely<Tables>,
  row: RunRow,
  request: RunRequestTable & { title: string | null },
): Promise<boolean> {
  const { title, ...asked } = request;
  const inserted = await db
    .with("run", (query) =>
      query
        .insertInto("runs")
        .values(row)
        .onConflict((conflict) => conflict.doNothing())
        .returning(["id", "session_id"]),
    )
    .with("request", (query) =>
      query
        .insertInto("run_requests")
        .columns(["run_id", "messages", "variables", "traceparent"])
        .expression(
          query
            .selectFrom("run")
            .select((run) => [
              run.ref("run.id").as("run_id"),
              run.val(asked.messages).as("messages"),
              run.val(asked.variables).as("variables"),
              run.val(asked.traceparent).as("traceparent"),
            ]),
        ),
    )
    .with("session", (query) =>
      query
        .updateTable("sessions")
        .from("run")
        .set({ run_count: sql`run_count + 1`, title: sql`coalesce(title, ${title})`, updated_at: row.created_at })
        .whereRef("sessions.id", "=", "run.session_id"),
    )
    .selectFrom("run")
    .select("id")
    .executeTakeFirst();
  return inserted !== undefined;
}

/** Without a project only for callers that proved to be about this run, and for our own upkeep. */
export async function find(db: Kysely<Tables>, id: string, projectId?: string): Promise<RunRow | undefined> {
  if (!isId(id)) return undefined;
  const rows = db.selectFrom("runs").selectAll().where("id", "=", id);
  return (projectId === undefined ? rows : rows.where("project_id", "=", projectId)).executeTakeFirst();
}

export function list(
  db: Kysely<Tables>,
  query: { projectId: string; sessionId: string | undefined; before: string | undefined; limit: number },
): Promise<RunRow[]> {
  let rows = db.selectFrom("runs").selectAll().where("project_id", "=", query.projectId);
  if (query.sessionId !== undefined) rows = rows.where("session_id", "=", query.sessionId);
  if (query.before !== undefined) rows = rows.where("id", "<", query.before);
  return rows.orderBy("id", "desc").limit(query.limit).execute();
}

export async function liveRunOf(db: Kysely<Tables>, sessionId: string): Promise<string | undefined> {
  const row = await db
    .selectFrom("runs")
    .select("id")
    .where("session_id", "=", sessionId)
    .where("state", "in", LIVE_STATES)
    .executeTakeFirst();
  return row?.id;
}

export function liveRunsOfProject(db: Kysely<Tables>, projectId: string): Promise<RunRow[]> {
  return db
    .selectFrom("runs")
    .selectAll()
    .where("project_id", "=", projectId)
    .where("state", "in", LIVE_STATES)
    .execute();
}

export function requestOf(db: Kysely<Tables>, runId: string): Promise<RunRequestTable> {
  return db.selectFrom("run_requests").selectAll().where("run_id", "=", runId).executeTakeFirstOrThrow();
}

export function lock(trx: Transaction<Tables>, id: string): Promise<RunRow | undefined> {
  return trx.selectFrom("runs").selectAll().where("id", "=", id).forUpdate().executeTakeFirst();
}

/**
 * Hands the run to a runtime: from here on only reports of `attempt` are taken. Undefined when the run has meanwhile
 * ended, was asked to stop, or went on to another attempt.
 */
export function assign(
  db: Kysely<Tables>,
  id: string,
  to: { fromAttempt: number; attempt: number; runtimeId: string | null; leaseUntil: Date },
): Promise<RunRow | undefined> {
  return db
    .updateTable("runs")
    .set({ state: "running", attempt: to.attempt, runtime_id: to.runtimeId, lease_until: to.leaseUntil })
    .where("id", "=", id)
    .where("attempt", "=", to.fromAttempt)
    .where("state", "in", ["queued", "running"])
    .returningAll()
    .executeTakeFirst();
}

/** Undefined when the run is not under way. */
export function requestStop(db: Kysely<Tables>, id: string, force: boolean): Promise<RunRow | undefined> {
  return db
    .updateTable("runs")
    .set({ state: "stopping", stop_requested: true, stop_forced: sql`stop_forced or ${force}` })
    .where("id", "=", id)
    .where("state", "in", LIVE_STATES)
    .returningAll()
    .executeTakeFirst();
}

export async function setLastSequence(trx: Transaction<Tables>, id: string, lastSequence: number): Promise<void> {
  await trx.updateTable("runs").set({ last_sequence: lastSequence }).where("id", "=", id).execute();
}

export function finish(
  trx: Transaction<Tables>,
  id: string,
  end: { state: RunRow["state"]; outcome: RunOutcome; lastSequence: number; now: Date },
): Promise<RunRow> {
  return trx
    .updateTable("runs")
    .set({
      state: end.state,
      outcome: JSON.stringify(end.outcome),
      last_sequence: end.lastSequence,
      ended_at: end.now,
      lease_until: null,
      runtime_id: null,
    })
    .where("id", "=", id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

/**
 * Runs whose lease has lapsed, or whose runtime is no longer among `presentRuntimes` (null: not known). They are leased
 * anew until `leaseUntil`, so that of several session managers only one takes each.
 */
export async function claimLapsed(
  db: Kysely<Tables>,
  claim: { now: Date; leaseUntil: Date; presentRuntimes: string[] | null; limit: number },
): Promise<RunRow[]> {
  const gone =
    claim.presentRuntimes === null
      ? sql`false`
      : sql`(runtime_id is not null and runtime_id <> all(${claim.presentRuntimes}))`;
  return db
    .updateTable("runs")
    .set({ lease_until: claim.leaseUntil, runtime_id: null })
    .where("id", "in", (runs) =>
      runs
        .selectFrom("runs")
        .select("id")
        .where("state", "in", LIVE_STATES)
        .where((where) => where.or([where("lease_until", "<=", claim.now), sql<boolean>`${gone}`]))
        .orderBy("id")
        .limit(claim.limit)
        .forUpdate()
        .skipLocked(),
    )
    .returningAll()
    .execute();
}

/** Runs that ended lately: their tokens may not have expired yet. */
export async function endedSince(db: Kysely<Tables>, since: Date): Promise<string[]> {
  const rows = await db.selectFrom("runs").select("id").where("ended_at", ">=", since).execute();
  return rows.map(({ id }) => id);
}
