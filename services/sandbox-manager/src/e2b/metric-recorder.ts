import { setTimeout as delay } from "node:timers/promises";
import type { Logger } from "@nexau-cloud/platform";
import type { SandboxDriver } from "../drivers/driver.ts";
import type { LiveSandbox } from "../sandboxes/live-sandbox.ts";
import type { SandboxMetric } from "./schemas/sandbox-answer.ts";

export interface MetricRecorderDeps {
  driver: Pick<SandboxDriver, "stats">;
  /** Sandboxes to be measured. */
  sandboxes(): LiveSandbox[];
  log: Logger;
  now: () => Date;
}

export interface MetricRecorder {
  measure(): Promise<void>;
  /** Between two times, both included; undefined is open. */
  points(sandboxId: string, range: { start: Date | undefined; end: Date | undefined }): SandboxMetric[];
  forget(sandboxId: string): void;
  run(signal: AbortSignal): Promise<void>;
}

const EVERY_MS = 5_000;
/** Measuring takes at most this share of the time: with very many sandboxes the points lie further apart. */
const MEASURING_SHARE = 0.05;
/** An hour of them. */
const MAX_POINTS = 720;
const MIB = 1024 * 1024;

interface Series {
  points: SandboxMetric[];
  last: { at: number; cpuUsedMs: number };
}

/** What each sandbox used, a point every five seconds, kept in memory for an hour. */
export function createMetricRecorder({ driver, sandboxes, log, now }: MetricRecorderDeps): MetricRecorder {
  const series = new Map<string, Series>();

  async function measureOne(sandbox: LiveSandbox): Promise<void> {
    const stats = await driver.stats(sandbox.id);
    if (!stats) return;
    const at = now();
    const { points, last } = series.get(sandbox.id) ?? { points: [], last: { at: sandbox.startedAt, cpuUsedMs: 0 } };
    const elapsed = Math.max(1, at.getTime() - last.at);
    const { cpu, memoryMb, diskMb } = sandbox.profile;
    const used = Math.max(0, stats.cpuUsedMs - last.cpuUsedMs);
    points.push({
      timestamp: at.toISOString(),
      timestampUnix: Math.floor(at.getTime() / 1000),
      cpuCount: cpu,
      cpuUsedPct: Math.round((used / elapsed / cpu) * 10_000) / 100,
      memUsed: stats.memoryBytes,
      memTotal: memoryMb * MIB,
      memCache: 0,
      diskUsed: stats.diskBytes,
      diskTotal: diskMb * MIB,
    });
    if (points.length > MAX_POINTS) points.shift();
    series.set(sandbox.id, { points, last: { at: at.getTime(), cpuUsedMs: stats.cpuUsedMs } });
  }

  async function measure(): Promise<void> {
    for (const sandbox of sandboxes()) {
      if (sandbox.frozenAt !== undefined) continue;
      await measureOne(sandbox).catch((error: unknown) => log.warn({ err: error }, "a sandbox could not be measured"));
    }
  }

  return {
    measure,
    points: (sandboxId, { start, end }) =>
      (series.get(sandboxId)?.points ?? []).filter(
        ({ timestampUnix }) =>
          (start === undefined || timestampUnix >= start.getTime() / 1000) &&
          (end === undefined || timestampUnix <= end.getTime() / 1000),
      ),
    forget: (sandboxId) => series.delete(sandboxId),
    run: async (signal) => {
      while (!signal.aborted) {
        const began = performance.now();
        await measure();
        const took = performance.now() - began;
        await delay(Math.max(EVERY_MS, took / MEASURING_SHARE), undefined, { signal }).catch(() => undefined);
      }
    },
  };
}
