import type { Selectable } from "kysely";
import type { Database, ProjectKeyTable } from "../db/tables.ts";

export type ProjectKeyRow = Selectable<ProjectKeyTable>;

export function insert(db: Database, row: ProjectKeyRow): Promise<ProjectKeyRow> {
  return db.insertInto("project_keys").values(row).returningAll().executeTakeFirstOrThrow();
}

export function list(db: Database, projectId: string): Promise<ProjectKeyRow[]> {
  return db
    .selectFrom("project_keys")
    .selectAll()
    .where("project_id", "=", projectId)
    .orderBy("created_at", "desc")
    .orderBy("id", "desc")
    .execute();
}

export function findByAccessKey(db: Database, accessKey: string): Promise<ProjectKeyRow | undefined> {
  return db.selectFrom("project_keys").selectAll().where("access_key", "=", accessKey).executeTakeFirst();
}

export function setSecret(
  db: Database,
  { projectId, id, secretHash }: { projectId: string; id: string; secretHash: string },
): Promise<ProjectKeyRow | undefined> {
  return db
    .updateTable("project_keys")
    .set({ secret_hash: secretHash, last_used_at: null })
    .where("project_id", "=", projectId)
    .where("id", "=", id)
    .returningAll()
    .executeTakeFirst();
}

export function remove(db: Database, projectId: string, id: string): Promise<ProjectKeyRow | undefined> {
  return db
    .deleteFrom("project_keys")
    .where("project_id", "=", projectId)
    .where("id", "=", id)
    .returningAll()
    .executeTakeFirst();
}

/** The access keys that were there. */
export async function removeAll(db: Database, projectId: string): Promise<string[]> {
  const rows = await db
    .deleteFrom("project_keys")
    .where("project_id", "=", projectId)
    .returning("access_key")
    .execute();
  return rows.map(({ access_key }) => access_key);
}

export async function touch(db: Database, id: string, now: Date): Promise<void> {
  await db.updateTable("project_keys").set({ last_used_at: now }).where("id", "=", id).execute();
}
