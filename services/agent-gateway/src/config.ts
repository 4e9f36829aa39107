import { port } from "@nexau-cloud/platform";
import { z } from "zod";

/** Section `agentGateway` of the configuration. */
export const agentGatewayConfig = z.object({
  port: port(8002).describe("Port that this service listens on; 0 picks a free one."),
});
export type AgentGatewayConfig = z.infer<typeof agentGatewayConfig>;
