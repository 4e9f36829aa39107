import { setTimeout as sleep } from "node:timers/promises";
import type { Launch, RunAssignment } from "@nexau-cloud/contracts";
import { type Logger, requestContext, ServiceError } from "@nexau-cloud/platform";
import type { Kysely } from "kysely";
import type { Tables } from "../db/tables.ts";
import type { RunEnder } from "../runs/end-run.ts";
import type { RunRow } from "../runs/run.ts";
import * as runStore from "../runs/run-store.ts";
import type { Runtime, Runtimes } from "./runtimes.ts";

export interface DispatcherDeps {
  db: Kysely<Tables>;
  fetchLaunch: (version: { projectId: string; versionId: string }) => Promise<Launch>;
  runtimes: Runtimes;
  /** What to hand over, of a run that is assigned already. */
  assignmentOf: (run: RunRow, launch: Launch) => Promise<RunAssignment>;
  ender: RunEnder;
  leaseTtlMs: number;
  timeoutMs: number;
  signal: AbortSignal;
  log: Logger;
  now: () => Date;
  newId: (prefix: string) => string;
}

export interface Dispatcher {
  /** Looks for a runtime in the background. A run that finds none ends. */
  dispatch(run: RunRow): void;
  /** Resolves when nothing is being dispatched. */
  idle(): Promise<void>;
}

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 1_000;

export function createDispatcher(deps: DispatcherDeps): Dispatcher {
  const underWay = new Map<string, Promise<void>>();

  function dispatch(run: RunRow): void {
    if (underWay.has(run.id)) return;
    const context = {
      requestId: requestContext.getStore()?.requestId ?? deps.newId("req"),
      traceparent: requestContext.getStore()?.traceparent ?? null,
      lane: run.lane,
    };
    const work = requestContext
      .run(context, () => placeOrEnd(deps, run))
      .catch((error) => deps.log.error({ err: error, runId: run.id }, "dispatching a run failed"))
      .finally(() => underWay.delete(run.id));
    underWay.set(run.id, work);
  }

  return {
    dispatch,
    idle: async () => {
      await Promise.all(underWay.values());
    },
  };
}

async function placeOrEnd(deps: DispatcherDeps, run: RunRow): Promise<void> {
  try {
    await place(deps, run);
  } catch (thrown) {
    if (deps.signal.aborted) return; // The run is found again by its lapsed lease, after the restart.
    const error = ServiceError.from(thrown);
    deps.log.warn({ err: error, runId: run.id }, "no runtime took the run");
    // A run that somebody worked on already was cut short; its history is worth going on from.
    const state = run.attempt === 0 ? "failed" : "interrupted";
    await deps.ender.byForce(run.id, { state, error: { code: error.reason, message: error.message } });
  }
}

/** Tries until a runtime takes the run or the time is over; throws the last reason then. */
async function place(deps: DispatcherDeps, run: RunRow): Promise<void> {
  const deadline = performance.now() + deps.timeoutMs;
  const progress: Progress = { attempt: run.attempt, refused: false };
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    try {
      return await tryRuntimes(deps, run, progress);
    } catch (error) {
      const canWait = ServiceError.from(error).status >= 429;
      if (!canWait || performance.now() + pause > deadline) throw error;
      await sleep(pause, undefined, { signal: deps.signal });
    }
  }
}

interface Progress {
  attempt: number;
  /** The last runtime said no for certain, so its attempt number is free for the next. */
  refused: boolean;
}

async function tryRuntimes(deps: DispatcherDeps, run: RunRow, progress: Progress): Promise<void> {
  const launch = await deps.fetchLaunch({ projectId: run.project_id, versionId: run.version_id });
  let refusal: unknown = noRuntime();
  for (const runtime of await deps.runtimes.candidates(run.lane)) {
    const unassigned = progress.attempt;
    const assigned = await assign(deps, run.id, runtime, progress);
    if (!assigned) return endIfStopping(deps, run.id, unassigned);
    try {
      return await deps.runtimes.handOver(runtime, await deps.assignmentOf(assigned, launch));
    } catch (error) {
      progress.refused = isRefusal(error);
      refusal = error;
    }
  }
  throw refusal;
}

/** The runtime said no. Without a clear answer it may have taken the run all the same: the next attempt fences it off. */
const isRefusal = (error: unknown): boolean =>
  error instanceof ServiceError && error.reason !== "service_unavailable" && error.reason !== "internal";

async function assign(deps: DispatcherDeps, runId: string, runtime: Runtime, progress: Progress) {
  const attempt = progress.refused ? progress.attempt : progress.attempt + 1;
  const assigned = await runStore.assign(deps.db, runId, {
    fromAttempt: progress.attempt,
    attempt,
    runtimeId: runtime.id,
    leaseUntil: new Date(deps.now().getTime() + deps.leaseTtlMs),
  });
  progress.attempt = attempt;
  return assigned;
}

/** Not to be assigned: it has ended, another session manager has it, or a stop came before a runtime was found. */
async function endIfStopping(deps: DispatcherDeps, runId: string, attempt: number): Promise<void> {
  const row = await runStore.find(deps.db, runId);
  if (row?.state === "stopping") await deps.ender.byForce(runId, { state: "stopped" }, attempt);
}

const noRuntime = () =>
  new ServiceError("unavailable", "runtime_unavailable", "No agent runtime is there to take the run.");
