import type { Selectable } from "kysely";
import type { Database, DatabaseTransaction, EnvVarTable } from "../db/tables.ts";

export type EnvVarRow = Selectable<EnvVarTable>;

export function list(db: Database, projectId: string): Promise<EnvVarRow[]> {
  return db.selectFrom("env_vars").selectAll().where("project_id", "=", projectId).orderBy("key").execute();
}

/** Makes changes of one project's variables go one by one. */
export async function lockProject(trx: DatabaseTransaction, projectId: string): Promise<void> {
  await trx.selectFrom("projects").select("id").where("id", "=", projectId).forNoKeyUpdate().execute();
}

export async function set(trx: DatabaseTransaction, row: EnvVarRow): Promise<EnvVarRow> {
  const { sealed_value, is_secret, updated_at } = row;
  return trx
    .insertInto("env_vars")
    .values(row)
    .onConflict((conflict) =>
      conflict.columns(["project_id", "key"]).doUpdateSet({ sealed_value, is_secret, updated_at }),
    )
    .returningAll()
    .executeTakeFirstOrThrow();
}

export async function remove(db: Database, projectId: string, key: string): Promise<boolean> {
  const row = await db
    .deleteFrom("env_vars")
    .where("project_id", "=", projectId)
    .where("key", "=", key)
    .returning("key")
    .executeTakeFirst();
  return row !== undefined;
}

export async function removeAllBut(trx: DatabaseTransaction, projectId: string, keys: string[]): Promise<void> {
  let query = trx.deleteFrom("env_vars").where("project_id", "=", projectId);
  if (keys.length > 0) query = query.where("key", "not in", keys);
  await query.execute();
}
