import { isIP } from "node:net";
import { domainToASCII } from "node:url";

/** A destination in the one spelling that is matched, looked up and connected to: no two of them may differ. */
export type Host = { kind: "name"; name: string } | { kind: "address"; address: string };

const MAX_NAME = 253;
const LABEL = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;
/** What no name has, and what parsers of URLs would decode, cut off or skip. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what has to be refused.
const FOREIGN = /[\u0000-\u0020\u007f%/\\?#@[\]|^<>"'`{}]/;

/**
 * Undefined for what is no host. Upper case, a dot at the end and international letters are brought to the plain form;
 * decimal, octal, hexadecimal and short addresses, and IPv4 within IPv6, to the dotted one.
 */
export function parseHost(text: string): Host | undefined {
  const bare = text.startsWith("[") && text.endsWith("]") ? text.slice(1, -1) : text;
  if (isIP(bare) === 6) return bare.includes("%") ? undefined : { kind: "address", address: plainIpv6(bare) };
  if (bare !== text || bare === "" || bare.length > MAX_NAME + 1 || FOREIGN.test(bare) || bare.includes(":")) {
    return undefined;
  }
  const ascii = domainToASCII(bare.replace(/\.$/, "")).toLowerCase();
  if (isIP(ascii) === 4) return { kind: "address", address: ascii };
  const labels = ascii.split(".");
  if (ascii.length > MAX_NAME || !labels.every((label) => LABEL.test(label))) return undefined;
  // No top-level domain is a number: it would be an address to some resolver.
  if (/^(?:\d+|0x[0-9a-f]*)$/.test(labels.at(-1) ?? "")) return undefined;
  return { kind: "name", name: ascii };
}

export const hostText = (host: Host): string => (host.kind === "name" ? host.name : host.address);

function plainIpv6(address: string): string {
  const canonical = new URL(`http://[${address}]/`).hostname.slice(1, -1);
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(canonical);
  if (!mapped) return canonical;
  const [high, low] = [mapped[1], mapped[2]].map((group) => Number.parseInt(group ?? "0", 16)) as [number, number];
  return `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`;
}
