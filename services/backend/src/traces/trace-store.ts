import { type Insertable, type Selectable, sql } from "kysely";
import type { PageCursor } from "../db/page-cursor.ts";
import type { Database, DatabaseTransaction, SpanTable, TraceTable } from "../db/tables.ts";

export type TraceRow = Selectable<TraceTable>;
export type SpanRow = Selectable<SpanTable>;

export type NewTrace = Pick<TraceRow, "project_id" | "id" | "session_id" | "run_id" | "version_id" | "started_at">;

/** Makes the trace where it is not there yet, and holds it until the end of the transaction. */
export async function ensureTrace(trx: DatabaseTransaction, trace: NewTrace): Promise<void> {
  await trx
    .insertInto("traces")
    .values({ ...trace, name: "", status: "ok", ended_at: null, span_count: 0, total_tokens: 0 })
    .onConflict((conflict) => conflict.columns(["project_id", "id"]).doUpdateSet({ run_id: trace.run_id }))
    .execute();
}

const SPAN_VALUES = [
  ...(["parent_id", "name", "kind", "started_at", "ended_at", "input", "output"] as const),
  ...(["model", "usage", "status", "status_message", "attributes"] as const),
];

/** Spans of different ids. One that is there already is replaced: it is sent again when it ends. */
export async function putSpans(trx: DatabaseTransaction, spans: Insertable<SpanTable>[]): Promise<void> {
  await trx
    .insertInto("spans")
    .values(spans)
    .onConflict((conflict) =>
      conflict
        .columns(["project_id", "trace_id", "id"])
        .doUpdateSet(({ ref }) => Object.fromEntries(SPAN_VALUES.map((column) => [column, ref(`excluded.${column}`)]))),
    )
    .execute();
}

/** Sums the trace up from its spans. */
export async function summarize(trx: DatabaseTransaction, projectId: string, traceId: string): Promise<void> {
  await sql`
    update traces set
      name = summary.name,
      status = summary.status,
      started_at = summary.started_at,
      ended_at = summary.ended_at,
      span_count = summary.span_count,
      total_tokens = summary.total_tokens
    from (
      select
        (array_agg(name order by (parent_id is null) desc, started_at, id))[1] as name,
        case when bool_or(status = 'error') then 'error' else 'ok' end as status,
        min(started_at) as started_at,
        max(ended_at) as ended_at,
        count(*) as span_count,
        coalesce(sum((usage ->> 'total_tokens')::numeric), 0)::bigint as total_tokens
      from spans where project_id = ${projectId} and trace_id = ${traceId}
    ) as summary
    where traces.project_id = ${projectId} and traces.id = ${traceId}
  `.execute(trx);
}

export interface ListTraces {
  projectId: string;
  sessionId: string | undefined;
  after: PageCursor | undefined;
  limit: number;
}

export function list(db: Database, { projectId, sessionId, after, limit }: ListTraces): Promise<TraceRow[]> {
  let query = db
    .selectFrom("traces")
    .selectAll()
    .where("project_id", "=", projectId)
    .orderBy("started_at", "desc")
    .orderBy("id", "desc")
    .limit(limit);
  if (sessionId !== undefined) query = query.where("session_id", "=", sessionId);
  if (after) query = query.where(sql<boolean>`(started_at, id) < (${after.at}, ${after.id})`);
  return query.execute();
}

export function find(db: Database, projectId: string, id: string): Promise<TraceRow | undefined> {
  return db
    .selectFrom("traces")
    .selectAll()
    .where("project_id", "=", projectId)
    .where("id", "=", id)
    .executeTakeFirst();
}

export function listSpans(db: Database, projectId: string, traceId: string): Promise<SpanRow[]> {
  return db
    .selectFrom("spans")
    .selectAll()
    .where("project_id", "=", projectId)
    .where("trace_id", "=", traceId)
    .orderBy("started_at")
    .orderBy("id")
    .limit(5000)
    .execute();
}

/** A part of what is older, so that no deletion takes long; true while there may be more. */
export async function removeOlder(db: Database, before: Date): Promise<boolean> {
  const { rows } = await sql`
    delete from traces where (project_id, id) in
      (select project_id, id from traces where started_at < ${before} limit 500)
    returning id
  `.execute(db);
  return rows.length === 500;
}
