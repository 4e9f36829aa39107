import { type Kysely, type Selectable, sql } from "kysely";
import type { SnapshotTable, Tables } from "../db/tables.ts";

export type SnapshotRow = Selectable<SnapshotTable>;

/** A name goes over to the newest snapshot that gets it. */
export function insert(db: Kysely<Tables>, row: SnapshotRow): Promise<void> {
  return db.transaction().execute(async (trx) => {
    if (row.name !== null) {
      await trx
        .updateTable("snapshots")
        .set({ name: null })
        .where("project_id", "=", row.project_id)
        .where("name", "=", row.name)
        .execute();
    }
    await trx
      .insertInto("snapshots")
      .values({ ...row, env: JSON.stringify(row.env) })
      .execute();
  });
}

/** By id or by name with its tag. */
export function find(db: Kysely<Tables>, projectId: string, idOrName: string): Promise<SnapshotRow | undefined> {
  return db
    .selectFrom("snapshots")
    .selectAll()
    .where("project_id", "=", projectId)
    .where((where) => where.or([where("id", "=", idOrName), where("name", "=", idOrName)]))
    .executeTakeFirst();
}

export interface SnapshotQuery {
  projectId: string;
  sandboxId: string | undefined;
  name: string | undefined;
  after: { startedAt: Date; id: string } | undefined;
  limit: number;
}

/** Newest first. */
export function list(db: Kysely<Tables>, query: SnapshotQuery): Promise<SnapshotRow[]> {
  const { sandboxId, name, after } = query;
  return db
    .selectFrom("snapshots")
    .selectAll()
    .where("project_id", "=", query.projectId)
    .$if(sandboxId !== undefined, (select) => select.where("sandbox_id", "=", sandboxId ?? ""))
    .$if(name !== undefined, (select) => select.where("name", "=", name ?? ""))
    .$if(after !== undefined, (select) =>
      select.where(sql<boolean>`(created_at, id) < (${after?.startedAt}, ${after?.id})`),
    )
    .orderBy("created_at", "desc")
    .orderBy("id", "desc")
    .limit(query.limit)
    .execute();
}

export function listOfProject(db: Kysely<Tables>, projectId: string): Promise<SnapshotRow[]> {
  return db.selectFrom("snapshots").selectAll().where("project_id", "=", projectId).execute();
}

export async function remove(db: Kysely<Tables>, id: string): Promise<void> {
  await db.deleteFrom("snapshots").where("id", "=", id).execute();
}
