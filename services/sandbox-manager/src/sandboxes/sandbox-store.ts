import { type Kysely, type Selectable, sql, type Transaction } from "kysely";
import type { SandboxTable, Tables } from "../db/tables.ts";

export type SandboxRow = Selectable<SandboxTable>;

/** States in which it takes up room on a machine. */
const ALIVE = ["starting", "running", "paused"] as const;

export function findBySession(db: Kysely<Tables>, sessionId: string): Promise<SandboxRow | undefined> {
  return db.selectFrom("sandboxes").selectAll().where("session_id", "=", sessionId).executeTakeFirst();
}

export function findById(db: Kysely<Tables>, id: string): Promise<SandboxRow | undefined> {
  return db.selectFrom("sandboxes").selectAll().where("id", "=", id).executeTakeFirst();
}

export function findByOwner(
  db: Kysely<Tables>,
  owner: { sessionId: string } | { sandboxId: string },
): Promise<SandboxRow | undefined> {
  return "sessionId" in owner ? findBySession(db, owner.sessionId) : findById(db, owner.sandboxId);
}

export function list(db: Kysely<Tables>, projectId: string | undefined): Promise<SandboxRow[]> {
  return db
    .selectFrom("sandboxes")
    .selectAll()
    .$if(projectId !== undefined, (query) => query.where("project_id", "=", projectId ?? ""))
    .orderBy("created_at")
    .orderBy("id")
    .execute();
}

export function insert(db: Kysely<Tables>, row: SandboxRow): Promise<SandboxRow> {
  return db.insertInto("sandboxes").values(row).returningAll().executeTakeFirstOrThrow();
}

/** Counts what is alive; a paused one takes room, but not its project's. Nobody else counts until the transaction ends, so that two cannot both take the last place. */
export async function countAlive(
  trx: Transaction<Tables>,
  projectId: string,
): Promise<{ all: number; ofProject: number }> {
  await sql`select pg_advisory_xact_lock(hashtext('sandbox_manager.sandboxes'))`.execute(trx);
  const row = await trx
    .selectFrom("sandboxes")
    .select(({ fn }) => [
      fn.countAll<string>().as("all"),
      fn
        .countAll<string>()
        .filterWhere("project_id", "=", projectId)
        .filterWhere("state", "<>", "paused")
        .as("of_project"),
    ])
    .where("state", "in", ALIVE)
    .executeTakeFirstOrThrow();
  return { all: Number(row.all), ofProject: Number(row.of_project) };
}

/** Undefined unless it was stopped. */
export function markStarting(
  db: Kysely<Tables>,
  id: string,
  values: Pick<SandboxRow, "profile" | "driver" | "manager_id" | "started_at" | "expires_at">,
): Promise<SandboxRow | undefined> {
  return db
    .updateTable("sandboxes")
    .set({ ...values, state: "starting", stop_reason: null, stopped_at: null })
    .where("id", "=", id)
    .where("state", "=", "stopped")
    .returningAll()
    .executeTakeFirst();
}

/** Undefined unless it was starting: it may have been ended meanwhile. */
export function markRunning(
  db: Kysely<Tables>,
  id: string,
  bundleDigest: string | null,
): Promise<SandboxRow | undefined> {
  return db
    .updateTable("sandboxes")
    .set({ state: "running", bundle_digest: bundleDigest })
    .where("id", "=", id)
    .where("state", "=", "starting")
    .returningAll()
    .executeTakeFirst();
}

export async function markPaused(db: Kysely<Tables>, id: string): Promise<void> {
  await db
    .updateTable("sandboxes")
    .set({ state: "paused" })
    .where("id", "=", id)
    .where("state", "=", "running")
    .execute();
}

export async function markResumed(db: Kysely<Tables>, id: string): Promise<void> {
  await db
    .updateTable("sandboxes")
    .set({ state: "running" })
    .where("id", "=", id)
    .where("state", "=", "paused")
    .execute();
}

/** Undefined if it was stopped already, or is no more. */
export function markStopped(
  db: Kysely<Tables>,
  id: string,
  values: { reason: string; at: Date },
): Promise<SandboxRow | undefined> {
  return db
    .updateTable("sandboxes")
    .set({ state: "stopped", stop_reason: values.reason, stopped_at: values.at })
    .where("id", "=", id)
    .where("state", "in", ALIVE)
    .returningAll()
    .executeTakeFirst();
}

/** After a start of this manager nothing of what it had can be running. */
export async function stopAllOf(
  db: Kysely<Tables>,
  managerId: string,
  values: { reason: string; at: Date },
): Promise<void> {
  await db
    .updateTable("sandboxes")
    .set({ state: "stopped", stop_reason: values.reason, stopped_at: values.at })
    .where("manager_id", "=", managerId)
    .where("state", "in", ALIVE)
    .execute();
}

export async function setBundle(db: Kysely<Tables>, id: string, bundleDigest: string): Promise<void> {
  await db.updateTable("sandboxes").set({ bundle_digest: bundleDigest }).where("id", "=", id).execute();
}

export async function setExpiry(db: Kysely<Tables>, id: string, expiresAt: Date): Promise<void> {
  await db
    .updateTable("sandboxes")
    .set({ expires_at: expiresAt })
    .where("id", "=", id)
    .where("state", "=", "running")
    .execute();
}

/** Of sessions: a project's own sandbox is kept for as long as its owner wants. */
export function stoppedBefore(db: Kysely<Tables>, managerId: string, time: Date): Promise<SandboxRow[]> {
  return db
    .selectFrom("sandboxes")
    .selectAll()
    .where("manager_id", "=", managerId)
    .where("state", "=", "stopped")
    .where("session_id", "is not", null)
    .where("stopped_at", "<", time)
    .orderBy("stopped_at")
    .limit(100)
    .execute();
}

export async function remove(db: Kysely<Tables>, id: string): Promise<void> {
  await db.deleteFrom("sandboxes").where("id", "=", id).execute();
}
