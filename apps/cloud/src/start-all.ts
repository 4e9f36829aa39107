import {
  type Platform,
  type PlatformOptions,
  type ProcessPlatform,
  type RunningService,
  ServiceError,
} from "@nexau-cloud/platform";
import type { CloudConfig } from "./cloud-config.ts";
import { type CloudServiceName, SERVICES } from "./services.ts";

export type ProcessOptions = Pick<PlatformOptions, "logDestination">;

/**
 * Starts services side by side; they find each other when a request needs it. They stop one after the other, in the
 * opposite order of `names`. If one does not start, all that did are stopped again.
 */
export async function startAll(
  names: CloudServiceName[],
  config: CloudConfig,
  platform: ProcessPlatform,
): Promise<RunningService[]> {
  const starting = names
    .map((name) => ({ name, own: platform.forService(name) }))
    .map(({ name, own }) => startService(name, config, own));
  const results = await Promise.allSettled(starting);
  const failures = results.flatMap((result) => (result.status === "rejected" ? [result.reason as unknown] : []));
  if (failures.length === 0) return Promise.all(starting);
  await platform.lifecycle.stop();
  throw failures.length === 1 ? failures[0] : severalFailures(failures);
}

async function startService(name: CloudServiceName, config: CloudConfig, platform: Platform): Promise<RunningService> {
  const { registersItself, start } = SERVICES[name];
  const running = await start(config, platform);
  if (!registersItself) await register(name, running.url, platform);
  return running;
}

async function register(name: CloudServiceName, url: string, platform: Platform): Promise<void> {
  const { discovery, lifecycle, lane, newId } = platform;
  const registration = await discovery.register({ id: newId("ins"), service: name, url, lane });
  lifecycle.onStop(`registration of ${name}`, () => registration.stop());
}

/** Ports in use tend to come in numbers, and all of them should be told at once. */
function severalFailures(failures: unknown[]): ServiceError {
  const errors = failures.map((failure) => ServiceError.from(failure));
  const foreseen = errors.filter(({ reason }) => reason !== "internal");
  const told = foreseen.length > 0 ? foreseen : errors;
  const { code, reason, cause } = told[0] ?? ServiceError.from(failures);
  return new ServiceError(code, reason, told.map(({ message }) => message).join("\n"), { cause });
}
