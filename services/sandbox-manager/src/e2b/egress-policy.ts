import { isIP } from "node:net";
import type { NetworkPolicy } from "@nexau-cloud/contracts";
import { networkInvalid, notServed } from "./e2b-errors.ts";
import type { EgressConfig, NetworkConfig } from "./schemas/network.ts";

const EVERYTHING = "0.0.0.0/0";

/** E2B's allow and deny lists as a policy of ours; undefined where they say nothing, so that the profile's holds. */
export function toNetworkPolicy(
  config: EgressConfig | null | undefined,
  allowInternetAccess: boolean | null | undefined,
): NetworkPolicy | undefined {
  const allow = config?.allowOut ?? [];
  const deny = config?.denyOut ?? [];
  checkEgress(config ?? {}, allow, deny, allowInternetAccess);
  const closed = allowInternetAccess === false || deny.includes(EVERYTHING);
  const rest = deny.filter((entry) => entry !== EVERYTHING);
  if (closed) return { egress: allow.length > 0 ? "limited" : "none", allow, deny: rest };
  if (allow.length === 0 && rest.length === 0) return undefined;
  return { egress: "open", allow, deny: rest };
}

function checkEgress(
  config: EgressConfig,
  allow: string[],
  deny: string[],
  allowInternetAccess: boolean | null | undefined,
): void {
  for (const entry of deny) {
    if (!isAddressOrRange(entry)) throw networkInvalid(`denyOut takes addresses and CIDR blocks, not ${entry}`);
  }
  const closed = allowInternetAccess === false || deny.includes(EVERYTHING);
  const domain = allow.find((entry) => !isAddressOrRange(entry));
  if (domain !== undefined && !closed) {
    throw networkInvalid(`allowOut names the domain ${domain}, which needs ${EVERYTHING} in denyOut`);
  }
  if (Object.keys(config.rules ?? {}).length > 0) {
    throw notServed("rules that change outgoing requests", "Leave out network.rules.");
  }
  if (config.egressProxy) throw notServed("egress through a proxy", "Leave out network.egressProxy.");
}

/** What concerns the way in, checked as E2B does. */
export function checkIngress(config: NetworkConfig | null | undefined, secure: boolean): void {
  if (config?.allowPublicTraffic === false && !secure) {
    throw networkInvalid("allowPublicTraffic: false needs a secure sandbox");
  }
  if ((config?.httpsPorts ?? []).length > 0) {
    throw notServed("ports that speak HTTPS inside", "Serve plain HTTP there and leave out network.httpsPorts.");
  }
}

function isAddressOrRange(text: string): boolean {
  const [address = "", bits, ...more] = text.split("/");
  const family = isIP(address);
  if (family === 0 || more.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
}
