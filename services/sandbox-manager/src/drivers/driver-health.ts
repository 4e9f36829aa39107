import { type Logger, ServiceError } from "@nexau-cloud/platform";
import type { DriverCheck, SandboxDriver } from "./driver.ts";

/**
 * Throws while this machine cannot run the driver's sandboxes; what was promised is never replaced by something weaker.
 * A machine that can is taken to stay so, one that cannot is looked at again each time.
 */
export function createDriverHealth(driver: Pick<SandboxDriver, "name" | "check">, log: Logger): () => Promise<void> {
  let check: Promise<DriverCheck> | undefined;
  return async function requireDriver(): Promise<void> {
    check ??= driver.check();
    const { available, problems } = await check.catch((error: unknown) => {
      check = undefined;
      throw error;
    });
    if (available) return;
    check = undefined;
    log.error({ driver: driver.name, problems }, "this machine cannot run sandboxes");
    throw new ServiceError(
      "failed_precondition",
      "sandbox_driver_unavailable",
      `This machine cannot run ${driver.name} sandboxes: ${problems.join("; ")}.`,
    );
  };
}
