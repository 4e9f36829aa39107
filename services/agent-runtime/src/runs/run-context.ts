import { randomBytes } from "node:crypto";
import type { RunAssignment } from "@nexau-cloud/contracts";
import { createRequestTokenHolder, type RequestTokenHolder } from "../reports/request-token-holder.ts";
import { createRunReporter, type RunReporter } from "../reports/run-reporter.ts";
import { createRunReports } from "../reports/run-reports.ts";
import { createTraceExporter, type TraceExporter } from "../traces/trace-exporter.ts";
import { createUniqueIds } from "../unique-ids.ts";
import type { RunEvents } from "./agent-run.ts";
import type { RunControl } from "./run-control.ts";
import type { RunDeps } from "./run-deps.ts";
import { createUsageTotal, type UsageTotal } from "./usage-total.ts";

/** One run of ours: what it was asked for, and its lines to the outside. There before anything that can fail. */
export interface RunContext {
  assignment: RunAssignment;
  control: RunControl;
  token: RequestTokenHolder;
  reporter: RunReporter;
  events: RunEvents;
  traces: TraceExporter;
  traceId: string;
  usage: UsageTotal;
}

export function createRunContext(assignment: RunAssignment, control: RunControl, deps: RunDeps): RunContext {
  const { discovery, limits, log, sleep, now } = deps;
  const { run } = assignment;
  const token = createRequestTokenHolder(assignment.requestToken);
  const reporter = createRunReporter({
    reports: createRunReports({ runId: run.id, discovery, token, signal: control.abandonSignal }),
    control,
    token,
    attempt: run.attempt,
    nextSequence: assignment.nextSequence,
    leaseTtlMs: assignment.leaseTtlMs,
    giveUpAfterMs: limits.reportGiveUpMs,
    maxWaitingBytes: limits.maxWaitingEventBytes,
    sleep,
    now,
  });
  const owner = {
    sessionId: run.sessionId,
    userId: run.distinctId,
    tags: [`project:${run.projectId}`, `source:${run.source}`, `version:${run.versionTag}`],
  };
  return {
    assignment,
    control,
    token,
    reporter,
    events: { emit: reporter.emit, ready: reporter.ready, uniqueMessageId: createUniqueIds() },
    traces: createTraceExporter({ discovery, token, owner, timeoutMs: limits.traceTimeoutMs, log }),
    traceId: traceIdOf(assignment.traceparent),
    usage: createUsageTotal(run.usage),
  };
}

/** The caller's trace where there is one, so that a run can be found from the request that started it. */
function traceIdOf(traceparent: string | null): string {
  const traceId = /^00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/.exec(traceparent ?? "")?.[1];
  return traceId && !/^0+$/.test(traceId) ? traceId : randomBytes(16).toString("hex");
}
