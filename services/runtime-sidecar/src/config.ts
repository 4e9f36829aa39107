import { bytes, count, flag, milliseconds, port } from "@nexau-cloud/platform";
import { z } from "zod";

/** Section `runtimeSidecar` of the configuration. */
export const runtimeSidecarConfig = z.object({
  port: port(3001).describe("Port that this service listens on; 0 picks a free one."),
  tracesPort: port(3002).describe("Port of the trace intake; 0 picks a free one."),
  allowPrivateProviders: flag(false)
    .unwrap()
    .optional()
    .describe(
      "Whether a base URL that a project typed in may lead to private addresses. Without it: only while the cloud listens on loopback.",
    ),
  modelRequestBytes: bytes(32 * 1024 * 1024).describe("Largest request to a model that is read."),
  connectTimeoutMs: milliseconds(10_000).describe("Time to reach a provider."),
  headersTimeoutMs: milliseconds(300_000).describe("Time until a provider begins its answer; 0 is no limit."),
  bodyTimeoutMs: milliseconds(300_000).describe("Longest silence within a provider's answer; 0 is no limit."),
  maxConnectionsPerProvider: count(1024).describe("Most requests to one provider at a time; others wait."),
  providerCacheMs: milliseconds(2_000).describe("How long a project's provider is remembered."),
  demoPaceMs: milliseconds(30).describe("Pause between two chunks of the demo model's long answers."),
  traceRequestBytes: bytes(16 * 1024 * 1024).describe("Largest batch of traces that is read, unpacked."),
  traceSpanBytes: bytes(256 * 1024).describe("Largest input, output or attribute of a span; longer ones are cut."),
});
export type RuntimeSidecarConfig = z.infer<typeof runtimeSidecarConfig>;
