import { bytes, count, milliseconds, port } from "@nexau-cloud/platform";
import { z } from "zod";

/** Section `sessionManager` of the configuration. */
export const sessionManagerConfig = z.object({
  port: port(8005).describe("Port that this service listens on; 0 picks a free one."),
  leaseTtlMs: milliseconds(30_000).describe(
    "A run whose runtime reports nothing for so long is taken over by another.",
  ),
  sweepIntervalMs: milliseconds(1_000).describe("How often lapsed leases are looked for."),
  maxAttempts: count(3).describe("Runtimes that may try a run before it ends as interrupted."),
  dispatchTimeoutMs: milliseconds(10_000).describe("How long a run waits for a runtime with room before it fails."),
  handOverTimeoutMs: milliseconds(10_000).describe("How long a runtime may take to answer whether it takes a run."),
  stopWaitMs: milliseconds(5_000).describe("How long the answer to a stop waits for the run's end."),
  forceStopMs: milliseconds(3_000).describe("After so long a forced stop ends the run without its runtime."),
  requestTokenTtlMs: milliseconds(600_000).describe("Life of a request token; a longer run gets new ones."),
  keepAliveMs: milliseconds(15_000).describe("Silence after which a follower gets a comment line."),
  followerStallMs: milliseconds(120_000).describe("A follower that takes no bytes for so long is cut off."),
  tailBytes: bytes(262_144).describe("Newest events of a followed run that are kept in memory."),
  bodyBytes: bytes(67_108_864).describe("Largest report of a runtime, and largest turn: both may carry images."),
  idempotencyTtlMs: milliseconds(86_400_000).describe("How long an Idempotency-Key is remembered."),
});
export type SessionManagerConfig = z.infer<typeof sessionManagerConfig>;
