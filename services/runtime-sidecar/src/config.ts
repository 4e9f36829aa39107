import { port } from "@nexau-cloud/platform";
import { z } from "zod";

/** Section `runtimeSidecar` of the configuration. */
export const runtimeSidecarConfig = z.object({
  port: port(3001).describe("Port that this service listens on; 0 picks a free one."),
  tracesPort: port(3002).describe("Port of the trace intake; 0 picks a free one."),
});
export type RuntimeSidecarConfig = z.infer<typeof runtimeSidecarConfig>;
