/** What the first bytes of a connection say about whom it is meant for. */
export type FirstBytes =
  /** That cannot be told yet. */
  | { kind: "more" }
  /** TLS or HTTP for that name; undefined where it names none or cannot be read. */
  | { kind: "named"; serverName: string | undefined }
  | { kind: "other" };

const HANDSHAKE_RECORD = 22;
const RECORD_HEAD = 5;
const CLIENT_HELLO = 1;
const SERVER_NAME = 0;
const HOST_NAME = 0;
const MAX_HELLO_BYTES = 64 * 1024;
const UNREADABLE: FirstBytes = { kind: "named", serverName: undefined };

/** Reads the name out of a TLS ClientHello, however it is cut into records. Nothing is decrypted. */
export function readClientHello(bytes: Buffer): FirstBytes {
  const handshake = joinRecords(bytes);
  if (handshake === undefined) return UNREADABLE;
  if (handshake.length < 4) return { kind: "more" };
  const length = handshake.readUIntBE(1, 3);
  if (handshake[0] !== CLIENT_HELLO || length > MAX_HELLO_BYTES) return UNREADABLE;
  if (handshake.length < 4 + length) return { kind: "more" };
  try {
    return { kind: "named", serverName: serverNameOf(handshake.subarray(4, 4 + length)) };
  } catch {
    return UNREADABLE;
  }
}

/** Undefined where the bytes are no run of handshake records. */
function joinRecords(bytes: Buffer): Buffer | undefined {
  const parts: Buffer[] = [];
  let at = 0;
  while (at + RECORD_HEAD <= bytes.length && bytes[at] === HANDSHAKE_RECORD) {
    const length = bytes.readUInt16BE(at + 3);
    if (bytes[at + 1] !== 3 || length === 0) return undefined;
    parts.push(bytes.subarray(at + RECORD_HEAD, at + RECORD_HEAD + length));
    at += RECORD_HEAD + length;
  }
  const joined = Buffer.concat(parts);
  // Another kind of record may come after a whole hello, and only then.
  const isWhole = joined.length >= 4 && joined.length >= 4 + joined.readUIntBE(1, 3);
  return at < bytes.length && bytes[at] !== HANDSHAKE_RECORD && !isWhole ? undefined : joined;
}

/** Undefined where it names none. Throws where a length leads out of it, or where it names two. */
function serverNameOf(hello: Buffer): string | undefined {
  const reader = createReader(hello);
  reader.skip(2 + 32);
  reader.take(reader.uint(1));
  reader.take(reader.uint(2));
  reader.take(reader.uint(1));
  if (reader.isAtEnd()) return undefined;
  const extensions = createReader(reader.take(reader.uint(2)));
  let name: string | undefined;
  while (!extensions.isAtEnd()) {
    const type = extensions.uint(2);
    const content = extensions.take(extensions.uint(2));
    if (type !== SERVER_NAME) continue;
    if (name !== undefined) throw new Error("two server names");
    const names = createReader(createReader(content).take(content.readUInt16BE(0), 2));
    if (names.uint(1) !== HOST_NAME) throw new Error("a name of another kind");
    name = names.take(names.uint(2)).toString("latin1");
    if (!names.isAtEnd()) throw new Error("two server names");
  }
  return name;
}

function createReader(bytes: Buffer) {
  let at = 0;
  const take = (length: number, skip = 0): Buffer => {
    at += skip;
    if (at + length > bytes.length) throw new Error("too short");
    at += length;
    return bytes.subarray(at - length, at);
  };
  return {
    take,
    skip: (length: number) => void take(length),
    uint: (length: number): number => take(length).readUIntBE(0, length),
    isAtEnd: () => at >= bytes.length,
  };
}
