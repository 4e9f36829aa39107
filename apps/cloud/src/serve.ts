import { createPlatform, ServiceError } from "@nexau-cloud/platform";
import type { RunningCloud } from "./cloud.ts";
import type { CloudConfig } from "./cloud-config.ts";
import { type CloudServiceName, isServiceName, SERVICE_ORDER, SERVICES } from "./services.ts";
import { type ProcessOptions, startAll } from "./start-all.ts";

/** One service as a process of its own. It meets the others through a database and a Redis that all of them reach. */
export async function serveService(
  name: string,
  config: CloudConfig,
  options: ProcessOptions = {},
): Promise<RunningCloud> {
  if (!isServiceName(name)) throw serviceUnknown(name);
  requireServers(name, config);
  const platform = await createPlatform(config, { ...options, name, service: name });
  const services = await startAll([name], config, platform);
  return {
    url: services[0]?.url ?? "",
    services,
    lifecycle: platform.lifecycle,
    [Symbol.asyncDispose]: () => platform.lifecycle.stop(),
  };
}

function requireServers(name: CloudServiceName, config: CloudConfig): void {
  const missing = [
    ...(SERVICES[name].database && !config.database.url ? ["database.url (NEXAU_CLOUD_DATABASE_URL)"] : []),
    ...(config.redis.url ? [] : ["redis.url (NEXAU_CLOUD_REDIS_URL)"]),
  ];
  if (missing.length === 0) return;
  throw new ServiceError(
    "failed_precondition",
    "shared_server_needed",
    `The ${name} as a process of its own shares its servers with the others: set ${missing.join(" and ")}.`,
  );
}

const serviceUnknown = (name: string) =>
  new ServiceError(
    "invalid_argument",
    "service_unknown",
    `There is no service ${name}. There are ${SERVICE_ORDER.join(", ")}.`,
  );
