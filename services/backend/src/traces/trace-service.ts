import type { PageQuery, Trace, TraceDetails, TraceSpan } from "@nexau-cloud/contracts";
import { ServiceError } from "@nexau-cloud/platform";
import { decodeCursor, toPage } from "../db/page-cursor.ts";
import type { Database } from "../db/tables.ts";
import type { Span, StoreTraces } from "../internal/internal-routes.ts";
import * as projectStore from "../projects/project-store.ts";
import * as traceStore from "./trace-store.ts";

export interface TraceServiceDeps {
  db: Database;
  /** 0 keeps traces for ever. */
  retentionDays: number;
  now: () => Date;
}

/** Rows of one statement, which has at most 65,535 parameters. */
const BATCH = 500;

export type TraceService = ReturnType<typeof createTraceService>;

export function createTraceService({ db, retentionDays, now }: TraceServiceDeps) {
  /** Safe to repeat. What comes for a project that is gone is dropped. */
  async function store({ projectId, spans, ...run }: StoreTraces): Promise<{ stored: number }> {
    if (!(await projectStore.exists(db, projectId))) return { stored: 0 };
    // In one order for everybody, so that two batches never wait for each other.
    const traces = [...Map.groupBy(spans, ({ traceId }) => traceId)].sort(([a], [b]) => (a < b ? -1 : 1));
    for (const [traceId, spansOfTrace] of traces) {
      await db.transaction().execute(async (trx) => {
        await traceStore.ensureTrace(trx, {
          project_id: projectId,
          id: clean(traceId),
          session_id: run.sessionId,
          run_id: run.runId,
          version_id: run.versionId,
          started_at: new Date(spansOfTrace[0]?.startTime ?? now()),
        });
        // Of a span that is there twice the later state counts.
        const rows = [...new Map(spansOfTrace.map((span) => [clean(span.spanId), toRow(projectId, span)])).values()];
        for (let at = 0; at < rows.length; at += BATCH) await traceStore.putSpans(trx, rows.slice(at, at + BATCH));
        await traceStore.summarize(trx, projectId, clean(traceId));
      });
    }
    return { stored: spans.length };
  }

  async function list(projectId: string, { cursor, limit, sessionId }: PageQuery & { sessionId?: string | undefined }) {
    const rows = await traceStore.list(db, { projectId, sessionId, after: decodeCursor(cursor), limit: limit + 1 });
    return toPage(rows, limit, { place: (row) => ({ at: row.started_at, id: row.id }), item: toTrace });
  }

  async function get(projectId: string, traceId: string): Promise<TraceDetails> {
    const row = await traceStore.find(db, projectId, traceId);
    if (!row) throw new ServiceError("not_found", "trace_not_found", `Trace ${traceId} does not exist.`);
    return { ...toTrace(row), spans: (await traceStore.listSpans(db, projectId, traceId)).map(toSpan) };
  }

  /** For the clean-up job. */
  async function removeOld(): Promise<void> {
    if (retentionDays === 0) return;
    const before = new Date(now().getTime() - retentionDays * 86_400_000);
    while (await traceStore.removeOlder(db, before));
  }

  return { store, list, get, removeOld };
}

/** PostgreSQL's text holds every character but this one. */
const clean = (text: string) => text.replaceAll("\u0000", "");

function toRow(projectId: string, span: Span) {
  return {
    project_id: projectId,
    trace_id: clean(span.traceId),
    id: clean(span.spanId),
    parent_id: span.parentSpanId === null ? null : clean(span.parentSpanId),
    name: clean(span.name),
    kind: clean(span.kind),
    started_at: new Date(span.startTime),
    ended_at: span.endTime === null ? null : new Date(span.endTime),
    input: JSON.stringify(span.input ?? null),
    output: JSON.stringify(span.output ?? null),
    model: span.model === null ? null : clean(span.model),
    usage: JSON.stringify(span.usage),
    status: span.status,
    status_message: span.statusMessage === null ? null : clean(span.statusMessage),
    attributes: JSON.stringify(span.attributes),
  };
}

function toTrace(row: traceStore.TraceRow): Trace {
  return { ...row, started_at: row.started_at.toISOString(), ended_at: row.ended_at?.toISOString() ?? null };
}

function toSpan({ project_id: _project, trace_id: _trace, ...row }: traceStore.SpanRow): TraceSpan {
  return { ...row, started_at: row.started_at.toISOString(), ended_at: row.ended_at?.toISOString() ?? null };
}
