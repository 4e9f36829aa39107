import type { NetworkPolicy } from "@nexau-cloud/contracts";
import { ServiceError } from "@nexau-cloud/platform";
import { type AddressList, createAddressList, parseNetwork } from "./address-list.ts";
import { parseHost } from "./host.ts";

/** A policy made ready for being asked. What is closed to everybody is not its business: see closed-addresses.ts. */
export interface CompiledPolicy {
  readonly source: NetworkPolicy;
  /**
   * What can be said of a name alone: `by_address` is the only answer after which anybody may look it up besides
   * `allowed`, since the question itself already goes out to strangers.
   */
  judgeName(name: string): "allowed" | "denied" | "by_address";
  /** Of an address asked for as such, or of one that a `by_address` name leads to. */
  allowsAddress(address: string): boolean;
  /** Whether the policy closes this very name, which may also be met inside of a tunnel to an address. */
  deniesName(name: string): boolean;
  /** Whether a name decides anything, so that a tunnel must be watched for another name in it. */
  readonly namesMatter: boolean;
}

/** Throws `network_policy_invalid` naming the entry that is wrong. */
export function compilePolicy(source: NetworkPolicy): CompiledPolicy {
  const allow = compileTargets(source.allow);
  const deny = compileTargets(source.deny);
  const { egress } = source;

  function judgeName(name: string) {
    if (egress === "none") return "denied";
    if (allow.addresses.isEverything || allow.names.has(name)) return "allowed";
    if (egress === "limited" || deny.addresses.isEverything || deny.names.has(name)) return "denied";
    return "by_address";
  }

  function allowsAddress(address: string): boolean {
    if (egress === "none") return false;
    if (allow.addresses.has(address)) return true;
    return egress === "open" && !deny.addresses.has(address);
  }

  return {
    source,
    judgeName,
    allowsAddress,
    deniesName: (name) => deny.names.has(name) && !allow.names.has(name),
    namesMatter: allow.names.size + deny.names.size > 0,
  };
}

/** What is wrong with a policy, in words; undefined for a good one. */
export function networkMistake(policy: NetworkPolicy): string | undefined {
  try {
    compilePolicy(policy);
    return undefined;
  } catch (error) {
    return ServiceError.from(error).message;
  }
}

interface Targets {
  names: NameList;
  addresses: AddressList;
}

interface NameList {
  readonly size: number;
  has(name: string): boolean;
}

function compileTargets(entries: string[]): Targets {
  const addresses = createAddressList();
  const exact = new Set<string>();
  const below = new Set<string>();
  for (const entry of entries) {
    const text = entry.trim();
    if (text === "*") {
      addresses.add("0.0.0.0/0");
      continue;
    }
    if (parseNetwork(text)) {
      addresses.add(text);
      continue;
    }
    const isWild = text.startsWith("*.");
    const host = parseHost(isWild ? text.slice(2) : text);
    if (host?.kind !== "name") throw policyInvalid(entry);
    (isWild ? below : exact).add(host.name);
  }
  return {
    addresses,
    names: { size: exact.size + below.size, has: (name) => exact.has(name) || isBelow(name, below) },
  };
}

/** By whole labels: `*.example.com` is neither `example.com` nor `evilexample.com`. */
function isBelow(name: string, parents: Set<string>): boolean {
  for (let dot = name.indexOf("."); dot >= 0; dot = name.indexOf(".", dot + 1)) {
    if (parents.has(name.slice(dot + 1))) return true;
  }
  return false;
}

const policyInvalid = (entry: string) =>
  new ServiceError(
    "invalid_argument",
    "network_policy_invalid",
    `${JSON.stringify(entry.slice(0, 100))} is neither a host, nor *. and a host, nor an address or CIDR.`,
  );
