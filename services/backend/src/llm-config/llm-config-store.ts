import type { Selectable } from "kysely";
import type { Database, LlmConfigTable } from "../db/tables.ts";

export type LlmConfigRow = Selectable<LlmConfigTable>;

export function find(db: Database, projectId: string): Promise<LlmConfigRow | undefined> {
  return db.selectFrom("llm_configs").selectAll().where("project_id", "=", projectId).executeTakeFirst();
}

export function lock(db: Database, projectId: string): Promise<LlmConfigRow | undefined> {
  return db.selectFrom("llm_configs").selectAll().where("project_id", "=", projectId).forUpdate().executeTakeFirst();
}

export function set(db: Database, { project_id, ...values }: LlmConfigRow): Promise<LlmConfigRow> {
  return db
    .insertInto("llm_configs")
    .values({ project_id, ...values })
    .onConflict((conflict) => conflict.column("project_id").doUpdateSet(values))
    .returningAll()
    .executeTakeFirstOrThrow();
}
