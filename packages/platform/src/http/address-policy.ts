import { type LookupAddress, lookup as lookupCallback } from "node:dns";
import { lookup } from "node:dns/promises";
import { BlockList, isIP, type LookupFunction } from "node:net";
import { ServiceError } from "../errors.ts";

/**
 * Where a URL that a user typed in may lead. Checked when the URL is saved (`checkUrl`) and again when connecting
 * (`guardedLookup`, or `checkAddress` on an address literal), since a name may point somewhere else by then.
 * Metadata services of clouds are refused whatever the policy says: they hand out the machine's own credentials.
 */
export interface AddressPolicy {
  /** Loopback, private, link-local and the like, too. */
  allowPrivate: boolean;
}

export type AddressClass = "public" | "private" | "metadata";
export type LookupAll = (hostname: string) => Promise<{ address: string }[]>;

const METADATA_NAMES = new Set(["metadata.google.internal", "metadata", "instance-data", "instance-data.ec2.internal"]);

const METADATA = blockList([
  "169.254.169.254/32",
  "169.254.169.253/32",
  "169.254.169.123/32",
  "169.254.170.2/32",
  "169.254.170.23/32",
  "100.100.100.200/32",
  "168.63.129.16/32",
  "192.0.0.192/32",
  "fd00:ec2::/32",
  "fd20:ce::254/128",
  "fe80::a9fe:a9fe/128",
]);

/** Everything that is not one host on the public Internet. */
const PRIVATE = blockList([
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
  "::/128",
  "::1/128",
  "100::/64",
  "2001:db8::/32",
  "fc00::/7",
  "fe80::/10",
  "fec0::/10",
  "ff00::/8",
]);

/** Of an IPv4 or IPv6 address; what is no address at all counts as private. */
export function classifyAddress(address: string): AddressClass {
  const bare = (address.split("%", 1)[0] ?? "").toLowerCase();
  const family = isIP(bare);
  if (family === 0) return "private";
  if (family === 6) {
    const embedded = embeddedIpv4(bare);
    if (embedded) return classifyAddress(embedded);
  }
  const kind = family === 4 ? "ipv4" : "ipv6";
  if (METADATA.check(bare, kind)) return "metadata";
  return PRIVATE.check(bare, kind) ? "private" : "public";
}

/** Throws `address_refused` unless the policy lets us connect there. */
export function checkAddress(address: string, policy: AddressPolicy): void {
  const found = classifyAddress(address);
  if (found === "metadata" || (found === "private" && !policy.allowPrivate)) throw addressRefused();
}

/**
 * Checks an http or https URL: its host if that is an address, what its name resolves to otherwise. A name that does not
 * resolve now is let through, as the check when connecting is the one that binds.
 */
export async function checkUrl(text: string, policy: AddressPolicy, resolve: LookupAll = lookupAll): Promise<URL> {
  const url = parseHttpUrl(text);
  // WHATWG parsing has already turned decimal, octal, hex and short forms of IPv4 into the dotted one.
  const host = url.hostname.replace(/^\[|\]$/g, "").replace(/\.+$/, "");
  if (isIP(host)) {
    checkAddress(host, policy);
    return url;
  }
  if (METADATA_NAMES.has(host)) throw addressRefused();
  if (isLoopbackName(host)) {
    checkAddress("127.0.0.1", policy);
    return url;
  }
  for (const { address } of await resolve(host)) checkAddress(address, policy);
  return url;
}

/**
 * A `lookup` for sockets and undici agents that refuses what the policy does not allow and connects to the very addresses
 * it has checked. It is not called for address literals: check those with `checkUrl`.
 */
export function guardedLookup(policy: AddressPolicy): LookupFunction {
  return (hostname, options, callback) => {
    if (METADATA_NAMES.has(hostname.toLowerCase().replace(/\.+$/, ""))) return callback(addressRefused(), "", 0);
    lookupCallback(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, "", 0);
      answer(addresses);
    });

    function answer(addresses: LookupAddress[]) {
      const [first] = addresses;
      try {
        for (const { address } of addresses) checkAddress(address, policy);
      } catch (refused) {
        return callback(refused as NodeJS.ErrnoException, "", 0);
      }
      if (options.all) callback(null, addresses);
      else callback(null, first?.address ?? "", first?.family ?? 0);
    }
  };
}

/** Whether a listening host is reachable from this machine only. */
export function isLoopbackHost(host: string): boolean {
  if (isLoopbackName(host.toLowerCase())) return true;
  return host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
}

function parseHttpUrl(text: string): URL {
  const url = URL.parse(text);
  if (!url || (url.protocol !== "http:" && url.protocol !== "https:")) {
    throw new ServiceError("invalid_argument", "url_invalid", "The URL must start with http:// or https://.");
  }
  if (url.username || url.password) {
    throw new ServiceError("invalid_argument", "url_invalid", "The URL must not contain a user name or password.");
  }
  return url;
}

async function lookupAll(hostname: string): Promise<{ address: string }[]> {
  try {
    return await lookup(hostname, { all: true });
  } catch {
    // Not resolvable from here, now: see checkUrl.
    return [];
  }
}

const isLoopbackName = (host: string) => host === "localhost" || host.endsWith(".localhost");

/** The IPv4 address inside a mapped, compatible, NAT64 or 6to4 one. */
function embeddedIpv4(address: string): string | undefined {
  const groups = ipv6Groups(address);
  const zeros = (from: number, to: number) => groups.slice(from, to).every((group) => group === 0);
  const isLoopbackOrAny = zeros(0, 7) && (groups[7] ?? 0) <= 1;
  const inTail =
    (zeros(0, 5) && groups[5] === 0xffff) ||
    (zeros(0, 4) && groups[4] === 0xffff && groups[5] === 0) ||
    (zeros(0, 6) && !isLoopbackOrAny) ||
    (groups[0] === 0x64 && groups[1] === 0xff9b);
  if (inTail) return dotted(groups[6] ?? 0, groups[7] ?? 0);
  if (groups[0] === 0x2002) return dotted(groups[1] ?? 0, groups[2] ?? 0);
  return undefined;
}

function ipv6Groups(address: string): number[] {
  const hex = address.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_all, a, b, c, d) =>
    [(Number(a) << 8) | Number(b), (Number(c) << 8) | Number(d)].map((group) => group.toString(16)).join(":"),
  );
  const [head = "", tail] = hex.split("::");
  const read = (part: string) => (part ? part.split(":").map((group) => Number.parseInt(group, 16)) : []);
  const first = read(head);
  const last = tail === undefined ? [] : read(tail);
  return [...first, ...Array<number>(8 - first.length - last.length).fill(0), ...last];
}

const dotted = (high: number, low: number) => `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`;

function blockList(networks: string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = "", prefix] = network.split("/");
    list.addSubnet(address, Number(prefix), address.includes(":") ? "ipv6" : "ipv4");
  }
  return list;
}

const addressRefused = () =>
  new ServiceError(
    "invalid_argument",
    "address_refused",
    "This address is not allowed: it is not on the public Internet.",
  );
