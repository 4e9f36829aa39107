import type { EndRun, RunAssignment } from "@nexau-cloud/contracts";
import { startTrace, type TraceSpan } from "../traces/trace-recorder.ts";
import { type LoopEnd, STOPPED } from "./agent-run.ts";
import { createRunContext, type RunContext } from "./run-context.ts";
import type { RunControl } from "./run-control.ts";
import type { RunDeps } from "./run-deps.ts";
import { runFailure } from "./run-failure.ts";
import { runRootAgent } from "./run-root-agent.ts";

/**
 * A run from its first event to its last report; answers with the state that it ended in. Rejects only when the run is not
 * ours any more: then nothing more is said.
 */
export async function executeRun(
  assignment: RunAssignment,
  control: RunControl,
  deps: RunDeps,
): Promise<EndRun["state"]> {
  // Tools are cleaned up after the end was reported: nobody has to wait for that.
  await using cleanup = new AsyncDisposableStack();
  const context = createRunContext(assignment, control, deps);
  const { reporter, traces } = context;
  cleanup.defer(reporter.close);
  if (assignment.run.state === "stopping") control.stop(false);

  const end = await conduct(context, deps, cleanup);
  // The token ends with the run, so the traces have to be there before.
  await Promise.all([reporter.flush(), traces.flush()]);
  await reporter.end(end);
  return end.state;
}

type RunEnd = Omit<EndRun, "attempt">;

async function conduct(context: RunContext, deps: RunDeps, cleanup: AsyncDisposableStack): Promise<RunEnd> {
  const { assignment, control } = context;
  tellStart(context);
  const span = startRunTrace(context, deps.now);
  try {
    const end = await runRootAgent(context, deps, span, cleanup);
    return finish(context, end, span);
  } catch (error) {
    control.abandonSignal.throwIfAborted();
    // A stop may come before there is a loop that would notice it.
    if (control.stopRequested) return finish(context, STOPPED, span);
    deps.log.warn({ err: error, runId: assignment.run.id, sessionId: assignment.run.sessionId }, "run failed");
    return fail(context, error, span);
  }
}

/** After a take-over the start stands in the log already. */
function tellStart({ assignment, reporter, traceId }: RunContext): void {
  const { run, sessionState, nextSequence } = assignment;
  if (nextSequence > 1) return;
  reporter.emit({
    type: "RUN_STARTED",
    thread_id: run.sessionId,
    run_id: run.id,
    root_run_id: run.id,
    agent_id: sessionState.agentId,
    trace_id: traceId,
    parent_run_id: null,
    input: null,
  });
}

function startRunTrace({ assignment, traces, traceId }: RunContext, now: () => Date): TraceSpan {
  const { run, newMessages, sessionState } = assignment;
  const message = newMessages.flatMap(({ content }) => content.filter(({ type }) => type === "text"));
  const span = startTrace(
    { traceId, parentSpanId: null, onEnd: traces.add, now },
    { name: `Agent: ${run.agent}`, kind: "agent", input: { message, agent_id: sessionState.agentId } },
  );
  span.set({ attributes: { agent_name: run.agent, run_id: run.id, attempt: String(run.attempt) } });
  return span;
}

function finish(context: RunContext, end: LoopEnd, span: TraceSpan): RunEnd {
  const { reporter, assignment } = context;
  const { id, sessionId } = assignment.run;
  reporter.emit({ type: "RUN_FINISHED", thread_id: sessionId, run_id: id, result: end.result });
  span.end({ output: { response: end.result } });
  return { ...end, error: null, ...totals(context) };
}

function fail(context: RunContext, error: unknown, span: TraceSpan): RunEnd {
  const { reporter, assignment } = context;
  const failure = runFailure(error);
  reporter.emit({ type: "RUN_ERROR", ...failure, run_id: assignment.run.id });
  reporter.emit({ type: "TRANSPORT_ERROR", message: failure.message });
  span.end({ error });
  return { state: "failed", stopReason: "ERROR_OCCURRED", result: null, error: failure, ...totals(context) };
}

const totals = ({ usage, assignment }: RunContext) => ({
  usage: usage.total(),
  sessionState: assignment.sessionState,
});
