import type { OwnSandboxSettings } from "../db/tables.ts";
import { networkInvalid, notServed } from "./e2b-errors.ts";
import { checkIngress, toNetworkPolicy } from "./egress-policy.ts";
import type { NewSandbox } from "./schemas/new-sandbox.ts";

/** What was asked for, checked. Throws for what cannot be done, so that nobody believes that it was. */
export function toSettings(body: NewSandbox, defaults: { timeoutSeconds: number }): OwnSandboxSettings {
  const { network, allow_internet_access: allowInternetAccess, secure, iam, autoResume } = body;
  checkIngress(network, secure ?? true);
  toNetworkPolicy(network, allowInternetAccess);
  if (Object.keys(iam?.tokens ?? {}).length > 0) throw notServed("workload identities", "Leave out iam.tokens.");
  if ((body.volumeMounts ?? []).length > 0) {
    throw notServed("volumes", "Keep files in a sandbox that is paused, or in a snapshot.");
  }
  const onTimeout = body.autoPause ? "pause" : "kill";
  const keepMemory = body.autoPauseMemory ?? true;
  const wakes = autoResume?.enabled ?? false;
  if (wakes && onTimeout === "pause" && !keepMemory) {
    throw networkInvalid("autoResume needs a pause that keeps the memory");
  }
  return {
    timeoutSeconds: body.timeout ?? defaults.timeoutSeconds,
    envVars: body.envVars ?? {},
    onTimeout,
    keepMemory,
    autoResume: wakes,
    network: network ?? null,
    allowInternetAccess: allowInternetAccess ?? null,
    pausedWithoutMemory: false,
  };
}
