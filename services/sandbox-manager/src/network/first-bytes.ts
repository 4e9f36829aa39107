import { type FirstBytes, readClientHello } from "./client-hello.ts";

const HANDSHAKE_RECORD = 22;
const LONGEST_METHOD = 16;
const MAX_HEAD_BYTES = 64 * 1024;

export function readFirstBytes(bytes: Buffer): FirstBytes {
  if (bytes.length === 0) return { kind: "more" };
  return bytes[0] === HANDSHAKE_RECORD ? readClientHello(bytes) : readHttpHead(bytes);
}

function readHttpHead(bytes: Buffer): FirstBytes {
  const start = bytes.subarray(0, LONGEST_METHOD).toString("latin1");
  if (!/^[A-Z]+(?: |$)/.test(start)) return { kind: "other" };
  const text = bytes.subarray(0, MAX_HEAD_BYTES).toString("latin1");
  const line = /^[A-Z]+ [^\r\n]*\r?\n/.exec(text)?.[0];
  if (line === undefined) return text.includes("\n") ? { kind: "other" } : waitFor(bytes);
  if (!/ HTTP\/1\.[01]\r?\n$/.test(line)) return { kind: "other" };
  const end = /\r?\n\r?\n/.exec(text);
  if (!end) return waitFor(bytes);
  const hosts = [...text.slice(0, end.index).matchAll(/\nhost:[ \t]*([^\r\n]*)/gi)].map((match) => match[1]?.trim());
  return { kind: "named", serverName: hosts.length === 1 ? hosts[0]?.replace(/:\d*$/, "") : undefined };
}

function waitFor(bytes: Buffer): FirstBytes {
  return bytes.length < MAX_HEAD_BYTES ? { kind: "more" } : { kind: "named", serverName: undefined };
}
