import { networkInterfaces } from "node:os";
import { classifyAddress } from "@nexau-cloud/platform";
import { createAddressList } from "./address-list.ts";
import type { RefusalReason } from "./refusal.ts";

export interface ClosedAddresses {
  /** Why nobody may go there, whatever their policy says; undefined where the policy decides. */
  reasonAgainst(address: string, port: number): Promise<RefusalReason | undefined>;
}

export interface ClosedAddressesOptions {
  /** Networks of the operator's own that sandboxes may reach although they are private. */
  allowPrivate: string[];
  /** Ports that this cloud listens on, on whatever address of this machine. */
  ownPorts: () => Promise<Set<number>>;
  ownAddresses?: () => string[];
}

/** Names that stand for a cloud's metadata service. Nobody is even asked for their address. */
const METADATA_NAMES = new Set(["metadata", "metadata.google.internal", "instance-data", "instance-data.ec2.internal"]);
export const isMetadataName = (name: string): boolean => METADATA_NAMES.has(name);

/**
 * Loopback, private networks, metadata services, multicast, and this machine under any of its addresses. The operator can
 * open private networks; metadata services and this cloud's own doors stay closed even then.
 */
export function createClosedAddresses(options: ClosedAddressesOptions): ClosedAddresses {
  const allowPrivate = createAddressList(options.allowPrivate);
  const ownAddresses = options.ownAddresses ?? addressesOfThisMachine;

  return {
    reasonAgainst: async (address, port) => {
      const found = classifyAddress(address);
      if (found === "metadata") return "metadata_address";
      const isOwn = isLoopback(address) || ownAddresses().includes(address);
      if (found === "public" && !isOwn) return undefined;
      if (!allowPrivate.has(address)) return "private_address";
      return isOwn && (await options.ownPorts()).has(port) ? "own_port" : undefined;
    },
  };
}

const LOOPBACK = createAddressList(["127.0.0.0/8", "0.0.0.0/8", "::1", "::"]);
const isLoopback = (address: string) => LOOPBACK.has(address);

function addressesOfThisMachine(): string[] {
  return Object.values(networkInterfaces()).flatMap((all = []) =>
    all.map(({ address }) => address.split("%", 1)[0] ?? ""),
  );
}
