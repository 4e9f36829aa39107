import type { AppendEvents, AppendHistory, EndRun, LeaseState, RequestTokenClaims, Run } from "@nexau-cloud/contracts";
import type { Kysely } from "kysely";
import type { Tables } from "../db/tables.ts";
import type { EventFeed } from "../events/event-feed.ts";
import type { LoggedEvent } from "../events/event-log.ts";
import type { RequestTokens } from "../request-tokens/request-tokens.ts";
import type { RunEnder } from "../runs/end-run.ts";
import { isLive, type RunRow, toRun } from "../runs/run.ts";
import { attemptSuperseded, eventSequenceGap, runEnded, runNotFound } from "../runs/run-errors.ts";
import * as runStore from "../runs/run-store.ts";
import * as reportStore from "./report-store.ts";

export interface ReportServiceDeps {
  db: Kysely<Tables>;
  feed: EventFeed;
  ender: RunEnder;
  requestTokens: Pick<RequestTokens, "renewal">;
  leaseTtlMs: number;
  now: () => Date;
}

export type ReportService = ReturnType<typeof createReportService>;

/** What a runtime reports about the run it holds. Each report renews its lease; the answer tells whether to stop. */
export function createReportService({ db, feed, ender, requestTokens, leaseTtlMs, now }: ReportServiceDeps) {
  const reporterOf = (claims: RequestTokenClaims, attempt: number): reportStore.Reporter => ({
    runId: claims.run_id,
    attempt,
    leaseUntil: new Date(now().getTime() + leaseTtlMs),
  });

  async function leaseState(claims: RequestTokenClaims, run: reportStore.ReportedRun): Promise<LeaseState> {
    return {
      stopRequested: run.stop_requested,
      force: run.stop_forced,
      requestToken: await requestTokens.renewal(claims),
    };
  }

  /** The run's row, when this attempt may still report; otherwise the reason why not. */
  async function currentRun(runId: string, attempt: number): Promise<RunRow> {
    const row = await runStore.find(db, runId);
    if (!row) throw runNotFound(runId);
    if (row.attempt !== attempt) throw attemptSuperseded(runId);
    if (!isLive(row)) throw runEnded(runId);
    return row;
  }

  async function appendEvents(claims: RequestTokenClaims, { attempt, events }: AppendEvents): Promise<LeaseState> {
    const logged = toLogged(events);
    const reporter = reporterOf(claims, attempt);
    const run = (await appendNext(reporter, logged)) ?? (await appendRest(reporter, logged));
    return leaseState(claims, run);
  }

  async function appendNext(reporter: reportStore.Reporter, events: LoggedEvent[]) {
    const run = await reportStore.appendEvents(db, reporter, events);
    if (run) feed.written(reporter.runId, events);
    return run;
  }

  /** A report whose answer was lost comes again: what is written already is acknowledged, the rest is appended. */
  async function appendRest(reporter: reportStore.Reporter, events: LoggedEvent[]): Promise<reportStore.ReportedRun> {
    const row = await currentRun(reporter.runId, reporter.attempt);
    const rest = events.filter(({ sequence }) => sequence > row.last_sequence);
    const next = rest[0];
    if (!next) return row;
    if (next.sequence !== row.last_sequence + 1) throw eventSequenceGap(row.last_sequence + 1, next.sequence);
    const run = await appendNext(reporter, rest);
    if (!run) throw attemptSuperseded(reporter.runId);
    return run;
  }

  async function appendHistory(claims: RequestTokenClaims, report: AppendHistory): Promise<LeaseState> {
    const reporter = reporterOf(claims, report.attempt);
    // One statement cannot write a row twice: of two messages with one id the later counts.
    const byId = new Map(report.messages.map((message) => [message.id, JSON.stringify(message)]));
    const run = await reportStore.appendHistory(db, reporter, {
      messages: [...byId].map(([id, json]) => ({ id, json })),
      completedIterations: report.completedIterations,
      sessionState: report.sessionState,
    });
    return leaseState(claims, run ?? (await currentRun(reporter.runId, report.attempt)));
  }

  async function renewLease(claims: RequestTokenClaims, attempt: number): Promise<LeaseState> {
    const reporter = reporterOf(claims, attempt);
    const run = await reportStore.renewLease(db, reporter);
    return leaseState(claims, run ?? (await currentRun(reporter.runId, attempt)));
  }

  async function end(claims: RequestTokenClaims, report: EndRun): Promise<Run> {
    return toRun(await ender.asReported(claims.run_id, report));
  }

  return { appendEvents, appendHistory, renewLease, end };
}

function toLogged(events: AppendEvents["events"]): LoggedEvent[] {
  return events.map(({ sequence, event }, index) => {
    const expected = (events[0]?.sequence ?? 0) + index;
    if (sequence !== expected) throw eventSequenceGap(expected, sequence);
    return { sequence, json: JSON.stringify(event) };
  });
}
