import { createServiceClient, type ServiceClientOptions } from "@nexau-cloud/platform";
import type { paths } from "./client.gen.ts";

export type BackendClient = ReturnType<typeof createBackendClient>;

/** The typed client of this service, for the others. */
export function createBackendClient(options: Omit<ServiceClientOptions, "service">) {
  return createServiceClient<paths>({ ...options, service: "backend" });
}
