import { setTimeout as delay } from "node:timers/promises";
import type { Logger } from "@nexau-cloud/platform";

export interface EvictorDeps {
  /** Called when the time of a sandbox is over, or its processes are gone; not again before it is watched anew. */
  onDue(sandboxId: string): Promise<void>;
  isRunning(sandboxId: string): boolean;
  log: Logger;
  now: () => Date;
}

export interface Evictor {
  /** From now on, with this end. */
  watch(sandboxId: string, endAt: Date): void;
  forget(sandboxId: string): void;
  run(signal: AbortSignal): Promise<void>;
}

const PAUSE_MS = 100;

/** Looks after the ends of sandboxes, in memory: the database is asked only about one whose end has come. */
export function createEvictor({ onDue, isRunning, log, now }: EvictorDeps): Evictor {
  const ends = new Map<string, number>();

  async function end(sandboxId: string): Promise<void> {
    ends.delete(sandboxId);
    try {
      await onDue(sandboxId);
    } catch (error) {
      log.error({ err: error, sandboxId }, "ending a sandbox in time failed");
      ends.set(sandboxId, now().getTime() + 5_000);
    }
  }

  return {
    watch: (sandboxId, endAt) => ends.set(sandboxId, endAt.getTime()),
    forget: (sandboxId) => ends.delete(sandboxId),
    run: async (signal) => {
      const work = new Set<Promise<void>>();
      while (!signal.aborted) {
        const time = now().getTime();
        for (const [sandboxId, endAt] of ends) {
          if (endAt > time && isRunning(sandboxId)) continue;
          const ending = end(sandboxId).finally(() => work.delete(ending));
          work.add(ending);
        }
        await delay(PAUSE_MS, undefined, { signal }).catch(() => undefined);
      }
      await Promise.all(work);
    },
  };
}
