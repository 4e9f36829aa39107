import { createServiceClient, type ServiceClientOptions } from "@nexau-cloud/platform";
import type { paths } from "./client.gen.ts";

export type AgentRuntimeClient = ReturnType<typeof createAgentRuntimeClient>;

/** The typed client of this service, for the others. */
export function createAgentRuntimeClient(options: Omit<ServiceClientOptions, "service">) {
  return createServiceClient<paths>({ ...options, service: "agent-runtime" });
}
