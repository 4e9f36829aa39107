import type { Insertable, Selectable } from "kysely";
import type { ArtifactTable, Database, DatabaseTransaction } from "../db/tables.ts";

export type ArtifactRow = Selectable<ArtifactTable>;

export async function insert(db: Database, row: Insertable<ArtifactTable>): Promise<void> {
  await db.insertInto("artifacts").values(row).execute();
}

export function find(db: Database, projectId: string, id: string): Promise<ArtifactRow | undefined> {
  return db
    .selectFrom("artifacts")
    .selectAll()
    .where("project_id", "=", projectId)
    .where("id", "=", id)
    .executeTakeFirst();
}

export async function findMany(db: Database, projectId: string, ids: string[]): Promise<ArtifactRow[]> {
  if (ids.length === 0) return [];
  return db.selectFrom("artifacts").selectAll().where("project_id", "=", projectId).where("id", "in", ids).execute();
}

/** An upload by its id alone, in a project of that owner. */
export function findOfOwner(db: Database, ownerId: string, id: string): Promise<ArtifactRow | undefined> {
  return db
    .selectFrom("artifacts")
    .innerJoin("projects", "projects.id", "artifacts.project_id")
    .selectAll("artifacts")
    .where("projects.owner_id", "=", ownerId)
    .where("projects.deleted_at", "is", null)
    .where("artifacts.id", "=", id)
    .where("artifacts.version_id", "is not", null)
    .executeTakeFirst();
}

/** Of a version, the one that its newest upload URL was for. */
export function findOfVersion(db: Database, projectId: string, versionId: string): Promise<ArtifactRow | undefined> {
  return db
    .selectFrom("versions")
    .innerJoin("artifacts", "artifacts.id", "versions.artifact_id")
    .selectAll("artifacts")
    .where("versions.project_id", "=", projectId)
    .where("versions.id", "=", versionId)
    .executeTakeFirst();
}

/** Ends the pending uploads of a version, as a newer one takes their place. */
export async function supersede(trx: DatabaseTransaction, projectId: string, versionId: string): Promise<void> {
  await trx
    .updateTable("artifacts")
    .set({ state: "expired", reason: "A newer upload took its place." })
    .where("project_id", "=", projectId)
    .where("version_id", "=", versionId)
    .where("state", "=", "pending")
    .execute();
}

export interface Confirmed {
  projectId: string;
  id: string;
  digest: string;
  sizeBytes: number;
  now: Date;
}

/** False when it is not pending any more. */
export async function setReady(db: Database, { projectId, id, digest, sizeBytes, now }: Confirmed): Promise<boolean> {
  const row = await db
    .updateTable("artifacts")
    .set({ state: "ready", digest, size_bytes: sizeBytes, confirmed_at: now })
    .where("project_id", "=", projectId)
    .where("id", "=", id)
    .where("version_id", "is not", null)
    .where("state", "=", "pending")
    .returning("id")
    .executeTakeFirst();
  return row !== undefined;
}

export async function setFailed(
  db: Database,
  { projectId, id, reason }: { projectId: string; id: string; reason: string },
): Promise<void> {
  await db
    .updateTable("artifacts")
    .set({ state: "failed", reason })
    .where("project_id", "=", projectId)
    .where("id", "=", id)
    .where("state", "=", "pending")
    .execute();
}

export async function expirePending(db: Database, now: Date): Promise<void> {
  await db
    .updateTable("artifacts")
    .set({ state: "expired", reason: "The upload was not confirmed in time." })
    .where("state", "=", "pending")
    .where("expires_at", "<=", now)
    .execute();
}

/** Lets go of what belonged to a version; the clean-up job removes it. */
export async function detach(trx: DatabaseTransaction, projectId: string, versionId: string): Promise<void> {
  await supersede(trx, projectId, versionId);
  await trx
    .updateTable("artifacts")
    .set({ version_id: null })
    .where("project_id", "=", projectId)
    .where("version_id", "=", versionId)
    .execute();
}

export async function detachAll(trx: DatabaseTransaction, projectId: string): Promise<void> {
  await trx
    .updateTable("artifacts")
    .set({ state: "expired", reason: "The project was deleted." })
    .where("project_id", "=", projectId)
    .where("state", "=", "pending")
    .execute();
  await trx.updateTable("artifacts").set({ version_id: null }).where("project_id", "=", projectId).execute();
}

/** Raw uploads that nobody needs any more. */
export async function listLeftUploads(db: Database): Promise<{ id: string; upload_key: string }[]> {
  const rows = await db
    .selectFrom("artifacts")
    .select(["id", "upload_key"])
    .where("upload_key", "is not", null)
    .where("state", "!=", "pending")
    .orderBy("created_at")
    .limit(500)
    .execute();
  return rows.flatMap(({ id, upload_key }) => (upload_key === null ? [] : [{ id, upload_key }]));
}

export async function clearUpload(db: Database, id: string): Promise<void> {
  await db.updateTable("artifacts").set({ upload_key: null }).where("id", "=", id).execute();
}

export async function removeDetached(db: Database): Promise<void> {
  await db.deleteFrom("artifacts").where("version_id", "is", null).where("upload_key", "is", null).execute();
}
