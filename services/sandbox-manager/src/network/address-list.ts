import { BlockList, isIP } from "node:net";
import { parseHost } from "./host.ts";

/** Addresses and CIDRs, by which an address can be looked up. */
export interface AddressList {
  add(entry: string): boolean;
  has(address: string): boolean;
  /** Whether every address there is belongs to it. */
  readonly isEverything: boolean;
}

export function createAddressList(entries: string[] = []): AddressList {
  const blocks = new BlockList();
  let isEverything = false;
  const list: AddressList = {
    get isEverything() {
      return isEverything;
    },
    /** False for what is neither. */
    add: (entry) => {
      const network = parseNetwork(entry);
      if (!network) return false;
      if (network.prefix === 0) isEverything = true;
      blocks.addSubnet(network.address, network.prefix, isIP(network.address) === 6 ? "ipv6" : "ipv4");
      return true;
    },
    has: (address) => isEverything || blocks.check(address, isIP(address) === 6 ? "ipv6" : "ipv4"),
  };
  for (const entry of entries) list.add(entry);
  return list;
}

/** Of `192.0.2.0/24`, or a lone address. Stricter than hosts are: one that means `10` as 0.0.0.10 did not mean it. */
export function parseNetwork(entry: string): { address: string; prefix: number } | undefined {
  const [text = "", bits, ...rest] = entry.trim().split("/");
  const family = isIP(text);
  if (family === 0 || rest.length > 0 || text.includes("%")) return undefined;
  const longest = family === 6 ? 128 : 32;
  if (bits !== undefined && !/^\d{1,3}$/.test(bits)) return undefined;
  const prefix = bits === undefined ? longest : Number(bits);
  if (prefix > longest) return undefined;
  const host = parseHost(text);
  if (host?.kind !== "address") return undefined;
  // An IPv4 network in IPv6 dress.
  const isMapped = family === 6 && isIP(host.address) === 4;
  if (isMapped && prefix < 96) return { address: "::", prefix: 0 };
  return { address: host.address, prefix: isMapped ? prefix - 96 : prefix };
}
