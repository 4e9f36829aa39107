import type { StopResult, StopSignal } from "@nexau-cloud/contracts";
import type { Coordination, Logger } from "@nexau-cloud/platform";
import type { Kysely } from "kysely";
import type { Tables } from "../db/tables.ts";
import type { EventFeed } from "../events/event-feed.ts";
import type { RunEnder } from "./end-run.ts";
import * as runStore from "./run-store.ts";

export interface RunStopperDeps {
  db: Kysely<Tables>;
  feed: EventFeed;
  ender: RunEnder;
  bus: Pick<Coordination["bus"], "publish">;
  stopWaitMs: number;
  forceStopMs: number;
  log: Logger;
}

export type RunStopper = ReturnType<typeof createRunStopper>;

/**
 * Asks a run to stop. Its runtime hears it over the bus, or with the answer to its next report. The answer waits a while
 * for the end, so that the caller's next message does not find the session busy.
 */
export function createRunStopper({ db, feed, ender, bus, stopWaitMs, forceStopMs, log }: RunStopperDeps) {
  async function stop({ runId, force }: { runId: string; force: boolean }): Promise<StopResult> {
    using watch = feed.watch(runId);
    const run = await runStore.requestStop(db, runId, force);
    if (!run) return { status: "noop", runId: null };
    log.info({ runId, force }, "run asked to stop");
    await signal({ runId, force });
    const deadline = performance.now() + (force ? forceStopMs : stopWaitMs);
    for (let left = 1; left > 0 && watch.endedAt === null; ) {
      left = deadline - performance.now();
      await watch.changed(watch.version, Math.max(0, left));
    }
    // A runtime that does not react, or is dead, must not keep a session busy that somebody wants back by force.
    if (force && watch.endedAt === null) await ender.byForce(runId, { state: "stopped" });
    return { status: "success", runId };
  }

  /** Before their sessions are deleted: nobody waits for runtimes, whose late reports are refused. */
  async function endAllOfProject(projectId: string): Promise<void> {
    for (const { id } of await runStore.liveRunsOfProject(db, projectId)) {
      await ender.byForce(id, { state: "stopped" });
      await signal({ runId: id, force: true });
    }
  }

  async function signal(message: StopSignal): Promise<void> {
    try {
      await bus.publish("run.stop", message);
    } catch (error) {
      log.warn({ err: error, runId: message.runId }, "a stop signal was not sent; the next report's answer carries it");
    }
  }

  return { stop, endAllOfProject };
}
