import { crc32, deflateRawSync } from "node:zlib";

/** One entry of a zip written byte by byte, so that tests can lie in every field. */
export interface RawEntry {
  name: string | Buffer;
  content?: string | Buffer;
  /** Unix mode with its type bits. */
  mode?: number;
  method?: number;
  flags?: number;
  extra?: Buffer;
  /** What the directory says in place of the truth. */
  central?: { size?: number; packedSize?: number; offset?: number; crc?: number };
  /** What stands before the file in place of the truth. */
  local?: { name?: string; size?: number };
}

export function rawZip(entries: RawEntry[], options: { count?: number; comment?: string } = {}): Buffer {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const { local, central } = buildEntry(entry, offset);
    locals.push(local);
    centrals.push(central);
    offset += local.length;
  }
  const directory = Buffer.concat(centrals);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(options.count ?? entries.length, 8);
  end.writeUInt16LE(options.count ?? entries.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, directory, end]);
}

function buildEntry(entry: RawEntry, offset: number): { local: Buffer; central: Buffer } {
  const content = Buffer.from(entry.content ?? "");
  const method = entry.method ?? 8;
  const packed = method === 8 ? deflateRawSync(content) : content;
  const name = Buffer.from(entry.name);
  const localName = Buffer.from(entry.local?.name ?? entry.name);
  const flags = entry.flags ?? 0x800;
  const extra = entry.extra ?? Buffer.alloc(0);

  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(20, 4);
  header.writeUInt16LE(flags, 6);
  header.writeUInt16LE(method, 8);
  header.writeUInt32LE(entry.central?.crc ?? crc32(content), 14);
  header.writeUInt32LE(entry.central?.packedSize ?? packed.length, 18);
  header.writeUInt32LE(entry.local?.size ?? entry.central?.size ?? content.length, 22);
  header.writeUInt16LE(localName.length, 26);

  const directory = Buffer.alloc(46);
  directory.writeUInt32LE(0x02014b50, 0);
  directory.writeUInt16LE((3 << 8) | 20, 4);
  directory.writeUInt16LE(20, 6);
  directory.writeUInt16LE(flags, 8);
  directory.writeUInt16LE(method, 10);
  directory.writeUInt32LE(entry.central?.crc ?? crc32(content), 16);
  directory.writeUInt32LE(entry.central?.packedSize ?? packed.length, 20);
  directory.writeUInt32LE(entry.central?.size ?? content.length, 24);
  directory.writeUInt16LE(name.length, 28);
  directory.writeUInt16LE(extra.length, 30);
  directory.writeUInt32LE(((entry.mode ?? 0o100644) << 16) >>> 0, 38);
  directory.writeUInt32LE(entry.central?.offset ?? offset, 42);
  return { local: Buffer.concat([header, localName, packed]), central: Buffer.concat([directory, name, extra]) };
}

/** An extra field of a directory entry. */
export function extraField(id: number, data: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16LE(id, 0);
  head.writeUInt16LE(data.length, 2);
  return Buffer.concat([head, data]);
}
