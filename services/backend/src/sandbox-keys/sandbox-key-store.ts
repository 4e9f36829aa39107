import type { Selectable } from "kysely";
import type { Database, SandboxKeyTable } from "../db/tables.ts";

export type SandboxKeyRow = Selectable<SandboxKeyTable>;

export function insert(db: Database, row: SandboxKeyRow): Promise<SandboxKeyRow> {
  return db.insertInto("sandbox_keys").values(row).returningAll().executeTakeFirstOrThrow();
}

export function list(db: Database, projectId: string): Promise<SandboxKeyRow[]> {
  return db
    .selectFrom("sandbox_keys")
    .selectAll()
    .where("project_id", "=", projectId)
    .orderBy("created_at", "desc")
    .orderBy("id", "desc")
    .execute();
}

export function findByHash(db: Database, secretHash: string): Promise<SandboxKeyRow | undefined> {
  return db.selectFrom("sandbox_keys").selectAll().where("secret_hash", "=", secretHash).executeTakeFirst();
}

export async function remove(db: Database, projectId: string, id: string): Promise<boolean> {
  const row = await db
    .deleteFrom("sandbox_keys")
    .where("project_id", "=", projectId)
    .where("id", "=", id)
    .returning("id")
    .executeTakeFirst();
  return row !== undefined;
}

export async function removeAll(db: Database, projectId: string): Promise<void> {
  await db.deleteFrom("sandbox_keys").where("project_id", "=", projectId).execute();
}
