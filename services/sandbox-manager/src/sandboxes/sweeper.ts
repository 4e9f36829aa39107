import { setTimeout as delay } from "node:timers/promises";
import type { Logger } from "@nexau-cloud/platform";
import type { Kysely } from "kysely";
import type { BundleCache } from "../agents/bundle-cache.ts";
import type { SandboxManagerConfig } from "../config.ts";
import type { Tables } from "../db/tables.ts";
import type { SandboxDriver } from "../drivers/driver.ts";
import type { KeyedQueue } from "./keyed-queue.ts";
import type { LiveSandbox } from "./live-sandbox.ts";
import type { SandboxLifecycle } from "./sandbox-lifecycle.ts";
import * as sandboxStore from "./sandbox-store.ts";

export interface SweeperDeps {
  db: Kysely<Tables>;
  driver: SandboxDriver;
  lifecycle: SandboxLifecycle;
  bundles: BundleCache;
  queue: KeyedQueue;
  managerId: string;
  config: Pick<SandboxManagerConfig, "filesRetentionMs" | "sweepIntervalMs" | "diskCheckIntervalMs" | "bundleCacheMs">;
  log: Logger;
  now: () => Date;
}

export interface Sweeper {
  /** Stops what is idle or has outlived its time, and forgets files that nobody came back for. */
  sweep(): Promise<void>;
  /** Stops what takes more of the disk than its profile allows. */
  checkDisks(): Promise<void>;
  /** Does both again and again until `signal` aborts; resolves then. */
  run(signal: AbortSignal): Promise<void>;
}

const MIB = 1024 * 1024;
/** Measuring takes at most this share of the time. */
const MEASURING_SHARE = 0.05;

export function createSweeper(deps: SweeperDeps): Sweeper {
  const { db, driver, lifecycle, bundles, queue, config, log, now } = deps;

  /** Looks again once it is its turn: somebody may have come back for it. */
  async function stopIf(sandbox: LiveSandbox, reason: string, applies: () => boolean): Promise<void> {
    if (!applies()) return;
    await queue.run(sandbox.key, async () => {
      if (lifecycle.find(sandbox.id) === sandbox && applies()) await lifecycle.stop(sandbox, reason);
    });
  }

  async function sweep(): Promise<void> {
    const time = now().getTime();
    for (const sandbox of lifecycle.all()) {
      await stopIf(sandbox, "idle", () => sandbox.isIdle(now().getTime()));
      await stopIf(sandbox, "lifetime", () => sandbox.isOutlived(now().getTime()));
    }
    for (const sandbox of lifecycle.all()) await sandboxStore.setExpiry(db, sandbox.id, sandbox.expiresAt());
    const before = new Date(time - config.filesRetentionMs);
    for (const row of await sandboxStore.stoppedBefore(db, deps.managerId, before)) {
      await queue.run(row.session_id ?? row.id, async () => {
        const current = row.session_id ? await sandboxStore.findBySession(db, row.session_id) : row;
        if (current?.state === "stopped" && current.stopped_at && current.stopped_at < before) {
          await lifecycle.remove(current);
        }
      });
    }
    await bundles.sweep(new Date(time - config.bundleCacheMs));
  }

  async function checkDisks(): Promise<void> {
    for (const sandbox of lifecycle.all()) {
      const use = await driver.stats(sandbox.id);
      if (!use || use.diskBytes <= sandbox.profile.diskMb * MIB) continue;
      log.warn({ sandboxId: sandbox.id, diskBytes: use.diskBytes }, "a sandbox takes more disk than it may");
      await stopIf(sandbox, "disk_full", () => true);
    }
  }

  async function repeat(work: () => Promise<void>, pauseMs: number, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const began = performance.now();
      await work().catch((error: unknown) => log.error({ err: error }, "looking after the sandboxes failed"));
      const took = performance.now() - began;
      await delay(Math.max(pauseMs, took / MEASURING_SHARE), undefined, { signal }).catch(() => undefined);
    }
  }

  return {
    sweep,
    checkDisks,
    run: async (signal) => {
      await Promise.all([
        repeat(sweep, config.sweepIntervalMs, signal),
        repeat(checkDisks, config.diskCheckIntervalMs, signal),
      ]);
    },
  };
}
