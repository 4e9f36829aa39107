import { createServiceClient, type ServiceClientOptions } from "@nexau-cloud/platform";
import type { paths } from "./client.gen.ts";

export type SessionManagerClient = ReturnType<typeof createSessionManagerClient>;

/** The typed client of this service, for the others. */
export function createSessionManagerClient(options: Omit<ServiceClientOptions, "service">) {
  return createServiceClient<paths>({ ...options, service: "session-manager" });
}
