import type { Kysely } from "kysely";
import type { Tables } from "../db/tables.ts";
import type { EventFeed } from "../events/event-feed.ts";
import { append, toLogged } from "../events/event-log.ts";
import { openBlocks } from "../events/open-blocks.ts";
import type { RunRow } from "./run.ts";
import * as runStore from "./run-store.ts";

/** Before another runtime goes on with a run: ends what the one before left open in the event log. */
export function createBlockCloser({ db, feed, now }: { db: Kysely<Tables>; feed: EventFeed; now: () => Date }) {
  return async function closeOpenBlocks(run: RunRow): Promise<RunRow> {
    const { row, events } = await db.transaction().execute(async (trx) => {
      const locked = await runStore.lock(trx, run.id);
      if (!locked || locked.attempt !== run.attempt) return { row: run, events: [] };
      const events = toLogged(await openBlocks(trx, run.id, now().getTime()), locked.last_sequence);
      await append(trx, run.id, events);
      const lastSequence = locked.last_sequence + events.length;
      await runStore.setLastSequence(trx, run.id, lastSequence);
      return { row: { ...locked, last_sequence: lastSequence }, events };
    });
    feed.written(run.id, events);
    return row;
  };
}
