import { createServiceClient, type ServiceClientOptions } from "@nexau-cloud/platform";
import type { paths } from "./client.gen.ts";

export type SandboxManagerClient = ReturnType<typeof createSandboxManagerClient>;

/** The typed client of this service, for the others. */
export function createSandboxManagerClient(options: Omit<ServiceClientOptions, "service">) {
  return createServiceClient<paths>({ ...options, service: "sandbox-manager" });
}
