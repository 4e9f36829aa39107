import type { EndRun, RunAssignment } from "@nexau-cloud/contracts";
import { type Logger, requestContext, ServiceError } from "@nexau-cloud/platform";
import { createRunControl, type RunControl } from "./run-control.ts";
import type { RunIntake } from "./run-routes.ts";

export interface RunningRuns extends RunIntake {
  readonly count: number;
  /** Another's run is none of our business. */
  stop(runId: string, force: boolean): void;
  /** Takes no more runs, lets those under way come to their end for so long, and leaves the rest to other runtimes. */
  drain(timeoutMs: number): Promise<void>;
}

export interface RunIntakeDeps {
  execute(assignment: RunAssignment, control: RunControl): Promise<EndRun["state"]>;
  onEnd(state: EndRun["state"] | "abandoned"): void;
  maxConcurrentRuns: number;
  log: Logger;
  newId: (prefix: string) => string;
}

interface OwnRun {
  attempt: number;
  control: RunControl;
  ended: Promise<void>;
}

export function createRunIntake({ execute, onEnd, maxConcurrentRuns, log, newId }: RunIntakeDeps): RunningRuns {
  const runs = new Map<string, OwnRun>();
  let isDraining = false;

  async function accept(assignment: RunAssignment): Promise<void> {
    const { id, attempt } = assignment.run;
    const known = runs.get(id);
    // The same assignment once more: the answer to the first got lost.
    if (known && known.attempt >= attempt) return;
    if (isDraining) throw new ServiceError("unavailable", "runtime_stopping", "This runtime is about to stop.");
    if (runs.size >= maxConcurrentRuns) {
      throw new ServiceError("resource_exhausted", "runtime_full", `This runtime has ${runs.size} runs already.`);
    }
    known?.control.abandon(new Error("a newer attempt of this run has come"));
    start(assignment);
  }

  function start(assignment: RunAssignment): void {
    const { id, attempt, lane, projectId, sessionId } = assignment.run;
    const control = createRunControl();
    const context = {
      requestId: newId("req"),
      traceparent: assignment.traceparent,
      lane,
      logFields: { runId: id, projectId, sessionId },
    };
    const ended = requestContext
      .run(context, () => execute(assignment, control))
      .then(onEnd, (error: unknown) => {
        log.warn({ err: error, runId: id, attempt }, "run left to another runtime");
        onEnd("abandoned");
      })
      .finally(() => {
        if (runs.get(id)?.control === control) runs.delete(id);
      });
    runs.set(id, { attempt, control, ended });
  }

  async function drain(timeoutMs: number): Promise<void> {
    isDraining = true;
    const all = Promise.all([...runs.values()].map(({ ended }) => ended));
    const { promise: timeout, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, timeoutMs);
    await Promise.race([all, timeout]);
    clearTimeout(timer);
    for (const { control } of runs.values()) control.abandon(new Error("the runtime is stopping"));
    await all;
  }

  return {
    get count() {
      return runs.size;
    },
    accept,
    stop: (runId, force) => runs.get(runId)?.control.stop(force),
    drain,
  };
}
