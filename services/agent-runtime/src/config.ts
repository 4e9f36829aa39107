import { port } from "@nexau-cloud/platform";
import { z } from "zod";

/** Section `agentRuntime` of the configuration. */
export const agentRuntimeConfig = z.object({
  port: port(8003).describe("Port that this service listens on; 0 picks a free one."),
});
export type AgentRuntimeConfig = z.infer<typeof agentRuntimeConfig>;
