import { type Kysely, type Selectable, sql } from "kysely";
import type { OwnSandboxSettings, OwnSandboxTable, SandboxTable, Tables } from "../db/tables.ts";

/** A sandbox of a project's own, with what its row in `sandboxes` says. */
export type OwnSandboxRow = Selectable<OwnSandboxTable> &
  Pick<Selectable<SandboxTable>, "profile" | "driver" | "manager_id" | "state" | "stop_reason">;

export async function insert(db: Kysely<Tables>, row: Omit<Selectable<OwnSandboxTable>, "paused_at">): Promise<void> {
  await db
    .insertInto("own_sandboxes")
    .values({ ...row, paused_at: null, metadata: JSON.stringify(row.metadata), settings: JSON.stringify(row.settings) })
    .execute();
}

/** Those that are still being started are nobody's yet. */
function joined(db: Kysely<Tables>) {
  return db
    .selectFrom("own_sandboxes as own")
    .innerJoin("sandboxes", "sandboxes.id", "own.sandbox_id")
    .selectAll("own")
    .select([
      "sandboxes.profile",
      "sandboxes.driver",
      "sandboxes.manager_id",
      "sandboxes.state",
      "sandboxes.stop_reason",
    ]);
}

export function find(db: Kysely<Tables>, id: string): Promise<OwnSandboxRow | undefined> {
  return joined(db).where("own.sandbox_id", "=", id).executeTakeFirst();
}

export interface OwnSandboxQuery {
  projectId: string;
  /** All of these pairs have to be there. */
  metadata: Record<string, string>;
  running: boolean;
  paused: boolean;
  order: "asc" | "desc";
  startedAfter: Date | undefined;
  /** Ids of templates; undefined for any. */
  templateIds: string[] | undefined;
  after: { startedAt: Date; id: string } | undefined;
  limit: number;
}

export function list(db: Kysely<Tables>, query: OwnSandboxQuery): Promise<OwnSandboxRow[]> {
  const { after, startedAfter, templateIds, order } = query;
  return joined(db)
    .where("own.project_id", "=", query.projectId)
    .where("sandboxes.state", "<>", "starting")
    .where(sql<boolean>`own.metadata @> ${JSON.stringify(query.metadata)}::jsonb`)
    .$if(!query.running, (select) => select.where("own.paused_at", "is not", null))
    .$if(!query.paused, (select) => select.where("own.paused_at", "is", null))
    .$if(startedAfter !== undefined, (select) => select.where("own.started_at", ">=", startedAfter ?? new Date(0)))
    .$if(templateIds !== undefined, (select) => select.where("own.template_id", "in", [...(templateIds ?? []), ""]))
    .$if(after !== undefined, (select) =>
      select.where(
        order === "desc"
          ? sql<boolean>`(own.started_at, own.sandbox_id) < (${after?.startedAt}, ${after?.id})`
          : sql<boolean>`(own.started_at, own.sandbox_id) > (${after?.startedAt}, ${after?.id})`,
      ),
    )
    .orderBy("own.started_at", order)
    .orderBy("own.sandbox_id", order)
    .limit(query.limit)
    .execute();
}

export async function countRunning(db: Kysely<Tables>, projectId: string): Promise<number> {
  const { count } = await db
    .selectFrom("own_sandboxes")
    .select(({ fn }) => fn.countAll<string>().as("count"))
    .where("project_id", "=", projectId)
    .where("paused_at", "is", null)
    .executeTakeFirstOrThrow();
  return Number(count);
}

export async function setEnd(db: Kysely<Tables>, id: string, endAt: Date): Promise<void> {
  await db.updateTable("own_sandboxes").set({ end_at: endAt }).where("sandbox_id", "=", id).execute();
}

export async function setPaused(db: Kysely<Tables>, id: string, at: Date): Promise<void> {
  await db.updateTable("own_sandboxes").set({ paused_at: at, end_at: at }).where("sandbox_id", "=", id).execute();
}

export async function setResumed(db: Kysely<Tables>, id: string, endAt: Date): Promise<void> {
  await db.updateTable("own_sandboxes").set({ paused_at: null, end_at: endAt }).where("sandbox_id", "=", id).execute();
}

export async function setSettings(db: Kysely<Tables>, id: string, settings: OwnSandboxSettings): Promise<void> {
  await db
    .updateTable("own_sandboxes")
    .set({ settings: JSON.stringify(settings) })
    .where("sandbox_id", "=", id)
    .execute();
}

/** After a start of this manager nothing of it runs: what did is paused now, with its files. */
export async function pauseAllOf(db: Kysely<Tables>, managerId: string, at: Date): Promise<void> {
  await db
    .updateTable("own_sandboxes")
    .set({ paused_at: at, end_at: at })
    .where("paused_at", "is", null)
    .where("sandbox_id", "in", (select) =>
      select.selectFrom("sandboxes").select("id").where("manager_id", "=", managerId).where("state", "=", "stopped"),
    )
    .execute();
}
