import type { RunEvent } from "@nexau-cloud/contracts";
import { type Kysely, sql, type Transaction } from "kysely";
import type { Tables } from "../db/tables.ts";

/** An event as it is stored and as it goes out: its JSON is never parsed again. */
export interface LoggedEvent {
  sequence: number;
  json: string;
}

const PAGE_EVENTS = 500;
const PAGE_BYTES = 1_048_576;

/** The next events after a sequence number: a page limited in events and in bytes, but at least one if there is one. */
export async function readAfter(db: Kysely<Tables>, runId: string, after: number): Promise<LoggedEvent[]> {
  const { rows } = await sql<{ sequence: number; event: string }>`
    select sequence, event from (
      select sequence, event, sum(octet_length(event)) over (order by sequence) - octet_length(event) as bytes_before
      from run_events
      where run_id = ${runId} and sequence > ${after} and sequence <= ${after + PAGE_EVENTS}
    ) page where bytes_before < ${PAGE_BYTES} order by sequence`.execute(db);
  return rows.map((row) => ({ sequence: row.sequence, json: row.event }));
}

/** Events that this service writes itself, in a transaction that holds the run's row. */
export async function append(trx: Transaction<Tables>, runId: string, events: LoggedEvent[]): Promise<void> {
  if (events.length === 0) return;
  await trx
    .insertInto("run_events")
    .values(events.map(({ sequence, json }) => ({ run_id: runId, sequence, event: json })))
    .execute();
}

/** Events as they are stored when they come after `lastSequence`. */
export const toLogged = (events: RunEvent[], lastSequence: number): LoggedEvent[] =>
  events.map((event, index) => ({ sequence: lastSequence + 1 + index, json: JSON.stringify(event) }));
