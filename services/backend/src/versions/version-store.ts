import type { AgentSummary, BundleIssue, VersionStatus } from "@nexau-cloud/contracts";
import { type Insertable, type Selectable, sql } from "kysely";
import type { PageCursor } from "../db/page-cursor.ts";
import type { Database, DatabaseTransaction, VersionTable } from "../db/tables.ts";

export type VersionRow = Selectable<VersionTable>;

/** Undefined when another version has the tag, or one that once ran had it. */
export async function insert(trx: DatabaseTransaction, row: Insertable<VersionTable>): Promise<VersionRow | undefined> {
  const used = await trx
    .selectFrom("used_tags")
    .select("tag")
    .where("project_id", "=", row.project_id)
    .where("tag", "=", row.tag)
    .executeTakeFirst();
  if (used) return undefined;
  return trx
    .insertInto("versions")
    .values(row)
    .onConflict((conflict) => conflict.columns(["project_id", "tag"]).doNothing())
    .returningAll()
    .executeTakeFirst();
}

export function find(db: Database, projectId: string, id: string): Promise<VersionRow | undefined> {
  return db
    .selectFrom("versions")
    .selectAll()
    .where("project_id", "=", projectId)
    .where("id", "=", id)
    .executeTakeFirst();
}

export function findByTag(db: Database, projectId: string, tag: string): Promise<VersionRow | undefined> {
  return db
    .selectFrom("versions")
    .selectAll()
    .where("project_id", "=", projectId)
    .where("tag", "=", tag)
    .executeTakeFirst();
}

/** The version that a caller means who names none. */
export function findNewestActivated(db: Database, projectId: string): Promise<VersionRow | undefined> {
  return db
    .selectFrom("versions")
    .selectAll()
    .where("project_id", "=", projectId)
    .where("status", "=", "active")
    .orderBy("activated_at", "desc")
    .orderBy("id", "desc")
    .limit(1)
    .executeTakeFirst();
}

export function lock(trx: DatabaseTransaction, projectId: string, id: string): Promise<VersionRow | undefined> {
  return trx
    .selectFrom("versions")
    .selectAll()
    .where("project_id", "=", projectId)
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirst();
}

export function list(
  db: Database,
  { projectId, after, limit }: { projectId: string; after: PageCursor | undefined; limit: number },
): Promise<VersionRow[]> {
  let query = db
    .selectFrom("versions")
    .selectAll()
    .where("project_id", "=", projectId)
    .orderBy("created_at", "desc")
    .orderBy("id", "desc")
    .limit(limit);
  if (after) query = query.where(sql<boolean>`(created_at, id) < (${after.at}, ${after.id})`);
  return query.execute();
}

export async function setArtifact(
  trx: DatabaseTransaction,
  { projectId, id, artifactId }: { projectId: string; id: string; artifactId: string },
): Promise<void> {
  await trx
    .updateTable("versions")
    .set({ artifact_id: artifactId, status_reason: null })
    .where("project_id", "=", projectId)
    .where("id", "=", id)
    .execute();
}

/** Undefined when the version is active or gone. One that was left `activating` may be taken over: see the lease. */
export function startActivating(db: Database, projectId: string, id: string): Promise<VersionRow | undefined> {
  return db
    .updateTable("versions")
    .set({ status: "activating", status_reason: null })
    .where("project_id", "=", projectId)
    .where("id", "=", id)
    .where("status", "!=", "active")
    .returningAll()
    .executeTakeFirst();
}

/** Puts back what was there before an activation that could not be carried out. */
export async function giveUpActivating(
  db: Database,
  { projectId, id, status, reason }: { projectId: string; id: string; status: VersionStatus; reason: string | null },
): Promise<void> {
  await db
    .updateTable("versions")
    .set({ status, status_reason: reason })
    .where("project_id", "=", projectId)
    .where("id", "=", id)
    .where("status", "=", "activating")
    .execute();
}

/** All versions, of any project, that are being activated: for the clean-up job. */
export function listActivating(db: Database): Promise<VersionRow[]> {
  return db.selectFrom("versions").selectAll().where("status", "=", "activating").limit(100).execute();
}

export function setInactive(trx: DatabaseTransaction, projectId: string, id: string): Promise<VersionRow> {
  return trx
    .updateTable("versions")
    .set({ status: "inactive", status_reason: null, activated_at: null })
    .where("project_id", "=", projectId)
    .where("id", "=", id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

export interface Findings {
  issues: BundleIssue[];
  warnings: BundleIssue[];
  agents: AgentSummary[];
}

const columnsOf = ({ issues, warnings, agents }: Findings) => ({
  issues: JSON.stringify(issues),
  warnings: JSON.stringify(warnings),
  agents: JSON.stringify(agents),
});

/** Undefined when the version is not `activating` any more. */
export function setActive(
  db: Database,
  { projectId, id, now, findings }: { projectId: string; id: string; now: Date; findings: Findings },
): Promise<VersionRow | undefined> {
  return db
    .updateTable("versions")
    .set({ status: "active", status_reason: null, activated_at: now, ever_active: true, ...columnsOf(findings) })
    .where("project_id", "=", projectId)
    .where("id", "=", id)
    .where("status", "=", "activating")
    .returningAll()
    .executeTakeFirst();
}

export async function setFailed(
  db: Database,
  { projectId, id, reason, findings }: { projectId: string; id: string; reason: string; findings: Findings },
): Promise<void> {
  await db
    .updateTable("versions")
    .set({ status: "failed", status_reason: reason, activated_at: null, ...columnsOf(findings) })
    .where("project_id", "=", projectId)
    .where("id", "=", id)
    .where("status", "=", "activating")
    .execute();
}

/** Activating an active version makes it the newest: that is how one rolls back to it. */
export function touchActive(
  db: Database,
  { projectId, id, now }: { projectId: string; id: string; now: Date },
): Promise<VersionRow | undefined> {
  return db
    .updateTable("versions")
    .set({ activated_at: now })
    .where("project_id", "=", projectId)
    .where("id", "=", id)
    .where("status", "=", "active")
    .returningAll()
    .executeTakeFirst();
}

export async function remove(
  trx: DatabaseTransaction,
  { project_id, id, tag, ever_active }: VersionRow,
): Promise<void> {
  await trx.deleteFrom("versions").where("project_id", "=", project_id).where("id", "=", id).execute();
  if (ever_active) await trx.insertInto("used_tags").values({ project_id, tag }).execute();
}
