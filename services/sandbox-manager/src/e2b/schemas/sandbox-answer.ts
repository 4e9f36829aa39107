import { z } from "zod";
import { NetworkConfig } from "./network.ts";
import { VolumeMount } from "./new-sandbox.ts";

/** Answer to create, connect and fork. */
export const SandboxAnswer = z.object({
  templateID: z.string(),
  sandboxID: z.string(),
  clientID: z.string(),
  alias: z.string().optional(),
  envdVersion: z.string(),
  envdAccessToken: z.string(),
  trafficAccessToken: z.string().nullable(),
  domain: z.string().nullable(),
});
export type SandboxAnswer = z.infer<typeof SandboxAnswer>;

export const ListedSandbox = z.object({
  templateID: z.string(),
  sandboxID: z.string(),
  clientID: z.string(),
  alias: z.string().optional(),
  startedAt: z.string(),
  endAt: z.string(),
  envdVersion: z.string(),
  cpuCount: z.number(),
  memoryMB: z.number(),
  diskSizeMB: z.number(),
  metadata: z.record(z.string(), z.string()),
  state: z.enum(["running", "paused"]),
  volumeMounts: z.array(VolumeMount),
});
export type ListedSandbox = z.infer<typeof ListedSandbox>;

export const SandboxDetail = ListedSandbox.extend({
  envdAccessToken: z.string(),
  domain: z.string().nullable(),
  allowInternetAccess: z.boolean().nullable(),
  network: NetworkConfig.optional(),
  lifecycle: z.object({ autoResume: z.boolean(), onTimeout: z.enum(["kill", "pause"]) }),
});
export type SandboxDetail = z.infer<typeof SandboxDetail>;

export const ForkResult = z.union([
  z.object({ sandbox: SandboxAnswer }),
  z.object({ error: z.object({ code: z.int(), message: z.string() }) }),
]);
export type ForkResult = z.infer<typeof ForkResult>;

export const SandboxMetric = z.object({
  timestamp: z.string(),
  timestampUnix: z.int(),
  cpuCount: z.number(),
  cpuUsedPct: z.number(),
  memUsed: z.number(),
  memTotal: z.number(),
  memCache: z.number(),
  diskUsed: z.number(),
  diskTotal: z.number(),
});
export type SandboxMetric = z.infer<typeof SandboxMetric>;

export const LogEntry = z.object({
  timestamp: z.string(),
  message: z.string(),
  level: z.enum(["debug", "info", "warn", "error"]),
  fields: z.record(z.string(), z.string()),
});
export type LogEntry = z.infer<typeof LogEntry>;
