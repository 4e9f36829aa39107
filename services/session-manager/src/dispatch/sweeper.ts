import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "@nexau-cloud/platform";
import type { Kysely } from "kysely";
import type { Tables } from "../db/tables.ts";
import type { RunEnder } from "../runs/end-run.ts";
import * as idempotencyStore from "../runs/idempotency-store.ts";
import * as runStore from "../runs/run-store.ts";
import type { Dispatcher } from "./dispatcher.ts";
import type { Runtimes } from "./runtimes.ts";

export interface SweeperDeps {
  db: Kysely<Tables>;
  dispatcher: Dispatcher;
  ender: RunEnder;
  runtimes: Pick<Runtimes, "present">;
  leaseTtlMs: number;
  maxAttempts: number;
  idempotencyTtlMs: number;
  log: Logger;
  now: () => Date;
}

export interface Sweeper {
  /** One look-out for runs whose runtime is gone. */
  sweep(): Promise<void>;
}

const RUNS_PER_SWEEP = 100;
const HOUSEKEEPING_MS = 60_000;

/** Finds runs whose lease has lapsed, or whose runtime is gone, and hands them on. */
export function createSweeper(deps: SweeperDeps): Sweeper {
  let housekeepingDue = 0;

  async function sweep(): Promise<void> {
    const now = deps.now();
    const runs = await runStore.claimLapsed(deps.db, {
      now,
      leaseUntil: new Date(now.getTime() + deps.leaseTtlMs),
      presentRuntimes: await deps.runtimes.present(),
      limit: RUNS_PER_SWEEP,
    });
    for (const run of runs) {
      deps.log.warn({ runId: run.id, attempt: run.attempt, state: run.state }, "the run's runtime is gone");
      if (run.stop_requested) await deps.ender.byForce(run.id, { state: "stopped" }, run.attempt);
      else if (run.attempt >= deps.maxAttempts) await deps.ender.byForce(run.id, interrupted(run.attempt), run.attempt);
      else deps.dispatcher.dispatch(run);
    }
    if (now.getTime() < housekeepingDue) return;
    housekeepingDue = now.getTime() + HOUSEKEEPING_MS;
    await idempotencyStore.forgetBefore(deps.db, new Date(now.getTime() - deps.idempotencyTtlMs));
  }

  return { sweep };
}

const interrupted = (attempts: number) => ({
  state: "interrupted" as const,
  error: {
    code: "run_interrupted",
    message: `The run was cut short: ${attempts} agent runtimes in a row stopped answering. What was done so far is kept, and the next message goes on from there.`,
  },
});

/** Sweeps until the signal; one that fails is logged and the next goes on. Resolves when the last has ended. */
export async function sweepEvery(
  sweeper: Sweeper,
  { intervalMs, signal, log }: { intervalMs: number; signal: AbortSignal; log: Logger },
): Promise<void> {
  while (!signal.aborted) {
    await sweeper.sweep().catch((error) => log.error({ err: error }, "looking for lapsed runs failed"));
    await sleep(intervalMs, undefined, { signal }).catch(() => undefined);
  }
}
