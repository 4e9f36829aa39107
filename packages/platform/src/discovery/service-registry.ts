import type { ExpiringKeys } from "../coordination/coordination.ts";
import { ServiceError } from "../errors.ts";
import type { Logger } from "../log.ts";
import type { Discovery, ServiceInstance, ServiceName } from "./discovery.ts";

export interface ServiceRegistryDeps {
  keys: ExpiringKeys;
  /** Used for a service that nobody registered. */
  urls: Partial<Record<ServiceName, string>>;
  log: Logger;
  now: () => Date;
}

const TTL_MS = 15_000;
const RENEW_MS = 5_000;
const CACHE_MS = 1_000;

/** Discovery over the coordination's expiring keys: an instance that dies is forgotten when its key lapses. */
export function createServiceRegistry({ keys, urls, log, now }: ServiceRegistryDeps): Discovery {
  const cache = new Map<ServiceName, { until: number; instances: Promise<ServiceInstance[]> }>();
  let turn = 0;

  async function register(instance: ServiceInstance): Promise<{ stop(): Promise<void> }> {
    const key = keyOf(instance);
    const renew = () => keys.set(key, JSON.stringify(instance), TTL_MS);
    await renew();
    cache.delete(instance.service);
    const timer = setInterval(() => {
      renew().catch((error) => log.warn({ err: error, instance: instance.id }, "renewing a registration failed"));
    }, RENEW_MS);
    timer.unref();
    return {
      stop: async () => {
        clearInterval(timer);
        cache.delete(instance.service);
        await keys.delete(key);
      },
    };
  }

  async function resolve(service: ServiceName, lane: string | null): Promise<string> {
    const instances = await cached(service);
    const inLane = instances.filter((instance) => instance.lane === lane);
    const candidates = inLane.length > 0 ? inLane : instances.filter((instance) => instance.lane === null);
    const url = candidates[turn++ % Math.max(candidates.length, 1)]?.url ?? urls[service];
    if (url) return url.replace(/\/+$/, "");
    throw new ServiceError("unavailable", "service_unavailable", `No ${service} is running.`);
  }

  function cached(service: ServiceName): Promise<ServiceInstance[]> {
    const known = cache.get(service);
    if (known && known.until > now().getTime()) return known.instances;
    const instances = list(service);
    cache.set(service, { until: now().getTime() + CACHE_MS, instances });
    // "Nobody" is asked again at once: a service that has just started should be found.
    const forget = () => cache.delete(service);
    instances.then((found) => found.length === 0 && forget(), forget);
    return instances;
  }

  async function list(service: ServiceName): Promise<ServiceInstance[]> {
    const entries = await keys.list(`${prefixOf(service)}`);
    return entries.map(({ value }) => JSON.parse(value) as ServiceInstance);
  }

  return { register, resolve, list };
}

const prefixOf = (service: ServiceName) => `discovery:${service}:`;
const keyOf = (instance: ServiceInstance) => `${prefixOf(instance.service)}${instance.id}`;
