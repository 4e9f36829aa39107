import { type Selectable, sql } from "kysely";
import type { PageCursor } from "../db/page-cursor.ts";
import type { Database, ProjectTable } from "../db/tables.ts";

export type ProjectRow = Selectable<ProjectTable>;

export function insert(db: Database, row: ProjectRow): Promise<ProjectRow> {
  return db.insertInto("projects").values(row).returningAll().executeTakeFirstOrThrow();
}

export function find(db: Database, ownerId: string, id: string): Promise<ProjectRow | undefined> {
  return db
    .selectFrom("projects")
    .selectAll()
    .where("owner_id", "=", ownerId)
    .where("id", "=", id)
    .where("deleted_at", "is", null)
    .executeTakeFirst();
}

/** Whoever owns it; for our own services, which name a project by what a key or a run says. */
export async function exists(db: Database, id: string): Promise<boolean> {
  const row = await db
    .selectFrom("projects")
    .select("id")
    .where("id", "=", id)
    .where("deleted_at", "is", null)
    .executeTakeFirst();
  return row !== undefined;
}

export interface ListProjects {
  ownerId: string;
  /** Only these, where a token is narrowed. */
  ids: string[] | null;
  after: PageCursor | undefined;
  limit: number;
}

export function list(db: Database, { ownerId, ids, after, limit }: ListProjects): Promise<ProjectRow[]> {
  let query = db
    .selectFrom("projects")
    .selectAll()
    .where("owner_id", "=", ownerId)
    .where("deleted_at", "is", null)
    .orderBy("created_at", "desc")
    .orderBy("id", "desc")
    .limit(limit);
  if (ids) query = query.where("id", "in", ids);
  if (after) query = query.where(sql<boolean>`(created_at, id) < (${after.at}, ${after.id})`);
  return query.execute();
}

export function update(
  db: Database,
  { id, ownerId, ...changes }: { id: string; ownerId: string; name?: string; description?: string; updated_at: Date },
): Promise<ProjectRow | undefined> {
  return db
    .updateTable("projects")
    .set(changes)
    .where("owner_id", "=", ownerId)
    .where("id", "=", id)
    .where("deleted_at", "is", null)
    .returningAll()
    .executeTakeFirst();
}

/** False when it was deleted already. */
export async function markDeleted(
  db: Database,
  { id, ownerId, now }: { id: string; ownerId: string; now: Date },
): Promise<boolean> {
  const row = await db
    .updateTable("projects")
    .set({ deleted_at: now })
    .where("owner_id", "=", ownerId)
    .where("id", "=", id)
    .where("deleted_at", "is", null)
    .returning("id")
    .executeTakeFirst();
  return row !== undefined;
}

/** Marked, but with something of them left. */
export async function listDeleted(db: Database): Promise<string[]> {
  const rows = await db
    .selectFrom("projects")
    .select("id")
    .where("deleted_at", "is not", null)
    .orderBy("deleted_at")
    .limit(100)
    .execute();
  return rows.map(({ id }) => id);
}

/** Takes versions, variables, configuration and traces along. */
export async function removeDeleted(db: Database, id: string): Promise<void> {
  await db.deleteFrom("projects").where("id", "=", id).where("deleted_at", "is not", null).execute();
}
