import { readFileSync, statfsSync } from "node:fs";
import { cpus } from "node:os";

const MIB = 1024 * 1024;

export interface SandboxMetrics {
  ts: number;
  cpu_count: number;
  cpu_used_pct: number;
  mem_total: number;
  mem_used: number;
  mem_cache: number;
  mem_total_mib: number;
  mem_used_mib: number;
  disk_used: number;
  disk_total: number;
}

/** Use as seen from inside; what the sandbox is charged for is measured outside, by its driver. */
export function createMetrics(diskPath: string): () => SandboxMetrics {
  let last = cpuTimes();
  return () => {
    const now = cpuTimes();
    const total = now.total - last.total;
    const used = total > 0 ? (100 * (now.busy - last.busy)) / total : 0;
    last = now;
    const memory = readMemory();
    const disk = statfsSync(diskPath);
    return {
      ts: Math.floor(Date.now() / 1000),
      cpu_count: cpus().length,
      cpu_used_pct: Math.round(used * 100) / 100,
      mem_total: memory.total,
      mem_used: memory.total - memory.available,
      mem_cache: memory.cached,
      mem_total_mib: Math.round(memory.total / MIB),
      mem_used_mib: Math.round((memory.total - memory.available) / MIB),
      disk_used: (disk.blocks - disk.bfree) * disk.bsize,
      disk_total: disk.blocks * disk.bsize,
    };
  };
}

function cpuTimes(): { busy: number; total: number } {
  let busy = 0;
  let total = 0;
  for (const { times } of cpus()) {
    const all = times.user + times.nice + times.sys + times.idle + times.irq;
    total += all;
    busy += all - times.idle;
  }
  return { busy, total };
}

function readMemory(): { total: number; available: number; cached: number } {
  const text = readFileSync("/proc/meminfo", "latin1");
  const bytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(text)?.[1] ?? 0) * 1024;
  return { total: bytes("MemTotal"), available: bytes("MemAvailable"), cached: bytes("Cached") };
}
