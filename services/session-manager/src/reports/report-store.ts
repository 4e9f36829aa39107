import type { SessionState } from "@nexau-cloud/contracts";
import { type Kysely, sql } from "kysely";
import type { Tables } from "../db/tables.ts";
import type { LoggedEvent } from "../events/event-log.ts";

/** What every report learns about its run. */
export interface ReportedRun {
  stop_requested: boolean;
  stop_forced: boolean;
}

export interface Reporter {
  runId: string;
  attempt: number;
  leaseUntil: Date;
}

/*
 * Each report is one statement, so one round trip: the update of the run's row is the fence (this attempt, still under
 * way) and takes its lock, and the rest happens only where it found the row. No row back: the fence was closed.
 */

/**
 * Appends events that follow on directly. The commit waits for the disk, since followers are shown what was committed and
 * a sequence number must never come to name another event. Batches grow while it waits, so a slow disk costs delay, not
 * throughput.
 */
export async function appendEvents(
  db: Kysely<Tables>,
  { runId, attempt, leaseUntil }: Reporter,
  events: LoggedEvent[],
): Promise<ReportedRun | undefined> {
  const first = events[0]?.sequence ?? 0;
  const last = events.at(-1)?.sequence ?? 0;
  const { rows } = await sql<ReportedRun>`
    with run as (
      update runs set last_sequence = ${last}, lease_until = ${leaseUntil}
      where id = ${runId} and attempt = ${attempt} and state in ('running', 'stopping')
        and last_sequence = ${first - 1}
      returning id, stop_requested, stop_forced
    ), written as (
      insert into run_events (run_id, sequence, event)
      select run.id, item.sequence, item.event
      from run, unnest(${events.map(({ sequence }) => sequence)}::integer[], ${events.map(({ json }) => json)}::text[])
        as item (sequence, event)
    )
    select stop_requested, stop_forced from run`.execute(db);
  return rows[0];
}

/** Messages by id: one that is there is overwritten in its place, others are appended in order. */
export async function appendHistory(
  db: Kysely<Tables>,
  { runId, attempt, leaseUntil }: Reporter,
  report: { messages: { id: string; json: string }[]; completedIterations: number; sessionState: SessionState | null },
): Promise<ReportedRun | undefined> {
  const { sessionState } = report;
  const { rows } = await sql<ReportedRun>`
    with run as (
      update runs set lease_until = ${leaseUntil}, completed_iterations = ${report.completedIterations}
      where id = ${runId} and attempt = ${attempt} and state in ('running', 'stopping')
      returning id, session_id, stop_requested, stop_forced
    ), written as (
      insert into messages (session_id, id, run_id, message)
      select run.session_id, item.id, run.id, item.message
      from run, unnest(${report.messages.map(({ id }) => id)}::text[], ${report.messages.map(({ json }) => json)}::text[])
        with ordinality as item (id, message, place)
      order by item.place
      on conflict (session_id, id) do update set message = excluded.message
    ), state as (
      update session_state set context = ${sessionState ? JSON.stringify(sessionState.context) : null},
        global_storage = ${sessionState ? JSON.stringify(sessionState.globalStorage) : null}
      from run where session_state.session_id = run.session_id and ${sessionState !== null}
    )
    select stop_requested, stop_forced from run`.execute(db);
  return rows[0];
}

export async function renewLease(
  db: Kysely<Tables>,
  { runId, attempt, leaseUntil }: Reporter,
): Promise<ReportedRun | undefined> {
  return db
    .updateTable("runs")
    .set({ lease_until: leaseUntil })
    .where("id", "=", runId)
    .where("attempt", "=", attempt)
    .where("state", "in", ["running", "stopping"])
    .returning(["stop_requested", "stop_forced"])
    .executeTakeFirst();
}
