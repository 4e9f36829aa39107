import { type Insertable, type Selectable, sql } from "kysely";
import type { PageCursor } from "../db/page-cursor.ts";
import type { AuditTable, Database } from "../db/tables.ts";

export type AuditRow = Selectable<AuditTable>;

export async function insert(db: Database, row: Insertable<AuditTable>): Promise<void> {
  await db.insertInto("audit_log").values(row).execute();
}

/** Newest first; `projectId` null is the whole cloud. */
export function list(
  db: Database,
  { projectId, after, limit }: { projectId: string | null; after: PageCursor | undefined; limit: number },
): Promise<AuditRow[]> {
  let query = db.selectFrom("audit_log").selectAll().orderBy("at", "desc").orderBy("id", "desc").limit(limit);
  if (projectId !== null) query = query.where("project_id", "=", projectId);
  if (after) query = query.where(sql<boolean>`(at, id) < (${after.at}, ${after.id})`);
  return query.execute();
}
