import type { EndRun, RunEvent } from "@nexau-cloud/contracts";
import type { Logger } from "@nexau-cloud/platform";
import type { Kysely, Transaction } from "kysely";
import type { Tables } from "../db/tables.ts";
import type { EventFeed } from "../events/event-feed.ts";
import { append, readAfter, toLogged } from "../events/event-log.ts";
import { openBlocks } from "../events/open-blocks.ts";
import type { RequestTokens } from "../request-tokens/request-tokens.ts";
import * as sessionStore from "../sessions/session-store.ts";
import { isLive, noUsage, type RunOutcome, type RunRow } from "./run.ts";
import { attemptSuperseded, runNotFound } from "./run-errors.ts";
import * as runStore from "./run-store.ts";

export interface RunEnderDeps {
  db: Kysely<Tables>;
  feed: EventFeed;
  requestTokens: Pick<RequestTokens, "revoke">;
  log: Logger;
  now: () => Date;
}

export type RunEnder = ReturnType<typeof createRunEnder>;

/** How a run ends when its runtime does not say so. */
export type ForcedEnd =
  | { state: "stopped" }
  | { state: "failed" | "interrupted"; error: { code: string; message: string } };

/** The one place where runs end: state, last events, token and followers, whoever ends them. */
export function createRunEnder({ db, feed, requestTokens, log, now }: RunEnderDeps) {
  /** As the runtime that holds the run says. Saying it twice is fine. */
  async function asReported(runId: string, report: EndRun): Promise<RunRow> {
    const { stopReason, result, error, usage } = report;
    return end(runId, async (trx, row) => {
      if (row.attempt !== report.attempt) throw attemptSuperseded(runId);
      if (!isLive(row)) return undefined;
      await sessionStore.writeState(trx, row.session_id, report.sessionState);
      const state = report.state;
      const missing = (await hasLastEvent(trx, row)) ? [] : await lastEvents(trx, row, { error, result });
      return { state, outcome: { stopReason, result, error, usage }, events: missing };
    });
  }

  /** By us: no runtime could be found, all of them died, or it does not react to a stop. Nothing happens to one that has ended. */
  async function byForce(runId: string, forced: ForcedEnd, attempt?: number): Promise<RunRow> {
    return end(runId, async (trx, row) => {
      if (!isLive(row) || (attempt !== undefined && row.attempt !== attempt)) return undefined;
      const error = forced.state === "stopped" ? null : forced.error;
      const outcome = { stopReason: forced.state, result: null, error, usage: noUsage };
      const events = (await hasLastEvent(trx, row)) ? [] : await lastEvents(trx, row, { error, result: "" });
      return { state: forced.state, outcome, events };
    });
  }

  async function end(
    runId: string,
    decide: (
      trx: Transaction<Tables>,
      row: RunRow,
    ) => Promise<{ state: RunRow["state"]; outcome: RunOutcome; events: RunEvent[] } | undefined>,
  ): Promise<RunRow> {
    const ended = await db.transaction().execute(async (trx) => {
      const row = await runStore.lock(trx, runId);
      if (!row) throw runNotFound(runId);
      const decision = await decide(trx, row);
      if (!decision) return { row, events: undefined };
      const events = toLogged(decision.events, row.last_sequence);
      await append(trx, runId, events);
      await sessionStore.touch(trx, row.session_id, now());
      const lastSequence = row.last_sequence + events.length;
      const { state, outcome } = decision;
      return { row: await runStore.finish(trx, runId, { state, outcome, lastSequence, now: now() }), events };
    });
    if (ended.events === undefined) return ended.row;
    feed.written(runId, ended.events);
    feed.ended(runId, ended.row.last_sequence);
    log.info({ runId, sessionId: ended.row.session_id, state: ended.row.state }, "run ended");
    await requestTokens.revoke(runId);
    return ended.row;
  }

  async function lastEvents(
    trx: Transaction<Tables>,
    row: RunRow,
    { error, result }: { error: RunOutcome["error"]; result: string | null },
  ): Promise<RunEvent[]> {
    const timestamp = now().getTime();
    const base = { timestamp, raw_event: null };
    const last: RunEvent = error
      ? { type: "RUN_ERROR", ...base, message: error.message, code: error.code, run_id: row.id }
      : { type: "RUN_FINISHED", ...base, thread_id: row.session_id, run_id: row.id, result: result ?? "" };
    return [...(await openBlocks(trx, row.id, timestamp)), last];
  }

  return { asReported, byForce };
}

/** Whether the log closes already: RUN_FINISHED or RUN_ERROR of this run, and not of a sub-agent, with at most a TRANSPORT_ERROR after it. */
async function hasLastEvent(trx: Transaction<Tables>, row: RunRow): Promise<boolean> {
  const newest = await readAfter(trx, row.id, Math.max(0, row.last_sequence - 2));
  return newest.some(({ json }) => {
    const event: RunEvent = JSON.parse(json);
    return (event.type === "RUN_FINISHED" || event.type === "RUN_ERROR") && event.run_id === row.id;
  });
}
