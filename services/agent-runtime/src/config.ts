import { bytes, count, milliseconds, port } from "@nexau-cloud/platform";
import { z } from "zod";

const MEGABYTE = 1024 * 1024;

/** Section `agentRuntime` of the configuration. */
export const agentRuntimeConfig = z.object({
  port: port(8003).describe("Port that this service listens on; 0 picks a free one."),
  maxConcurrentRuns: count(500).describe("Runs at one time; beyond it a runtime refuses with `runtime_full`."),
  drainTimeoutMs: milliseconds(8_000).describe("Time that running runs get to end when the runtime stops."),
  bodyBytes: bytes(128 * MEGABYTE).describe("Largest assignment: it brings the session's whole history along."),
  maxModelAnswerBytes: bytes(32 * MEGABYTE).describe("Largest answer of one model call, as it comes over the wire."),
  maxWaitingEventBytes: bytes(MEGABYTE).describe(
    "Events of a run that may wait to be written before its model is held back.",
  ),
  reportGiveUpMs: milliseconds(120_000).describe(
    "Time that a report is tried before the run is left to another runtime.",
  ),
  toolTimeoutMs: milliseconds(3_600_000).describe("Longest time that one tool call may take; then it is ended."),
  traceTimeoutMs: milliseconds(2_000).describe("Longest time that sending traces may take."),
  bundles: z
    .object({
      cacheBytes: bytes(2048 * MEGABYTE).describe("Unpacked bundles that are kept; those unused for longest go first."),
      cachedProjects: count(256).describe("Loaded agent definitions that are kept in memory."),
      downloadTimeoutMs: milliseconds(60_000).describe("Longest time that fetching a bundle may take."),
    })
    .prefault({}),
});
export type AgentRuntimeConfig = z.infer<typeof agentRuntimeConfig>;
