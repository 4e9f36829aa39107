import { randomBytes } from "node:crypto";
import type { RunAssignment } from "@nexau-cloud/contracts";
import { contextHeaders } from "@nexau-cloud/platform";
import { createModelTransport } from "../model/model-transport.ts";
import { createRequestTokenHolder, type RequestTokenHolder } from "../reports/request-token-holder.ts";
import { createRunReporter, type RunReporter } from "../reports/run-reporter.ts";
import { createRunReports } from "../reports/run-reports.ts";
import { createTraceExporter, type TraceExporter } from "../traces/trace-exporter.ts";
import { createUniqueIds } from "../unique-ids.ts";
import type { RunControl } from "./run-control.ts";
import type { RunDeps } from "./run-deps.ts";
import { runEnv } from "./run-env.ts";
import type { RunScope } from "./run-scope.ts";
import { createUsageTotal } from "./usage-total.ts";

/** One run of ours: what it was asked for, and its lines to the outside. */
export interface RunContext {
  assignment: RunAssignment;
  control: RunControl;
  token: RequestTokenHolder;
  reporter: RunReporter;
  traces: TraceExporter;
  scope: RunScope;
}

export async function createRunContext(
  assignment: RunAssignment,
  control: RunControl,
  deps: RunDeps,
): Promise<RunContext> {
  const { discovery, limits, log, sleep, now, newId } = deps;
  const { run, sessionState } = assignment;
  const token = createRequestTokenHolder(assignment.requestToken);
  const sidecarUrl = () => discovery.resolve("runtime-sidecar", run.lane);
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
  const traces = createTraceExporter({ discovery, token, owner, timeoutMs: limits.traceTimeoutMs, log });
  const scope: RunScope = {
    rootRunId: run.id,
    sessionId: run.sessionId,
    traceId: traceIdOf(assignment.traceparent),
    env: runEnv(assignment.launch, await sidecarUrl(), assignment.requestToken),
    globalStorage: sessionState.globalStorage,
    events: { emit: reporter.emit, ready: reporter.ready, uniqueMessageId: createUniqueIds() },
    control,
    usage: createUsageTotal(run.usage),
    transport: createModelTransport({
      connections: deps.connections,
      sidecarUrl,
      token: token.current,
      headers: contextHeaders,
      maxAnswerBytes: limits.maxModelAnswerBytes,
    }),
    sandbox: deps.sandboxOf({ sessionId: run.sessionId, launch: assignment.launch, requestToken: token.current }),
    createToolbox: deps.createToolbox,
    sleep,
    now,
    newId,
  };
  return { assignment, control, token, reporter, traces, scope };
}

/** The caller's trace where there is one, so that a run can be found from the request that started it. */
function traceIdOf(traceparent: string | null): string {
  const traceId = /^00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/.exec(traceparent ?? "")?.[1];
  return traceId && !/^0+$/.test(traceId) ? traceId : randomBytes(16).toString("hex");
}
