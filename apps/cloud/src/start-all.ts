import { type PlatformOptions, type ProcessPlatform, type RunningService, ServiceError } from "@nexau-cloud/platform";
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
    .map(({ name, own }) => SERVICES[name].start(config, own));
  const results = await Promise.allSettled(starting);
  const failures = results.flatMap((result) => (result.status === "rejected" ? [result.reason as unknown] : []));
  if (failures.length === 0) return Promise.all(starting);
  await platform.lifecycle.stop();
  throw failures.length === 1 ? failures[0] : severalFailures(failures);
}

/** Ports in use tend to come in numbers, and all of them should be told at once. */
function severalFailures(failures: unknown[]): ServiceError {
  const errors = failures.map((failure) => ServiceError.from(failure));
  const [first] = errors;
  const ours = errors.filter(({ reason }) => reason !== "internal");
  const told = ours.length > 0 ? ours : errors;
  return new ServiceError(
    told[0]?.code ?? "internal",
    told[0]?.reason ?? "internal",
    told.map(({ message }) => message).join("\n"),
    { cause: first?.cause ?? first },
  );
}
