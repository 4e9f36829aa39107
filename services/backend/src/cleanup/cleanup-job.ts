import { type Coordination, type Logger, ServiceError } from "@nexau-cloud/platform";

export interface CleanupJobDeps {
  leases: Coordination["leases"];
  /** By name; each may run again and again. */
  steps: Record<string, () => Promise<void>>;
  intervalMs: number;
  holder: string;
  log: Logger;
}

export interface CleanupJob {
  /** Every step once, unless another instance is at it. */
  run(): Promise<void>;
  start(): void;
  /** Waits for the round under way. */
  stop(): Promise<void>;
}

const LEASE = "backend:cleanup";
const LEASE_MS = 600_000;

/** Looks for leftovers now and then: what a crash or an absent neighbour left behind, and what has had its time. */
export function createCleanupJob({ leases, steps, intervalMs, holder, log }: CleanupJobDeps): CleanupJob {
  let timer: NodeJS.Timeout | undefined;
  let round: Promise<void> | undefined;

  async function run(): Promise<void> {
    if (!(await leases.acquire(LEASE, holder, LEASE_MS))) return;
    try {
      for (const [name, step] of Object.entries(steps)) await runStep(name, step);
    } finally {
      await leases.release(LEASE, holder);
    }
  }

  async function runStep(name: string, step: () => Promise<void>): Promise<void> {
    try {
      await step();
    } catch (error) {
      // The other steps still run, and this one again in the next round.
      const isElsewhere = error instanceof ServiceError && error.code === "unavailable";
      log[isElsewhere ? "warn" : "error"]({ err: error, step: name }, "cleaning up failed");
    }
  }

  function start(): void {
    timer = setInterval(() => {
      round ??= run()
        .catch((error: unknown) => log.error({ err: error }, "cleaning up failed"))
        .finally(() => {
          round = undefined;
        });
    }, intervalMs);
    timer.unref();
  }

  async function stop(): Promise<void> {
    clearInterval(timer);
    await round;
  }

  return { run, start, stop };
}
