import { lstatSync, realpathSync, type Stats, statSync } from "node:fs";
import { lstat, realpath, stat } from "node:fs/promises";
import { basename } from "node:path";
import { create } from "@bufbuild/protobuf";
import { type Timestamp, TimestampSchema } from "@bufbuild/protobuf/wkt";
import { type EntryInfo, EntryInfoSchema, FileType } from "@nexau-cloud/contracts/filesystem";
import type { Users } from "../users.ts";
import { permissionsOf } from "./permissions.ts";

/**
 * A file as its own link says (size, times, owner, permissions), but with type and mode of what the link points to. A
 * link to nothing has neither. Throws what lstat throws.
 */
export async function readEntry(path: string, users: Users): Promise<EntryInfo> {
  const own = await lstat(path);
  if (!own.isSymbolicLink()) return toEntry(path, own, own, undefined, users);
  const [target, pointsTo] = await Promise.all([stat(path).catch(() => undefined), realpath(path).catch(() => path)]);
  return toEntry(path, own, target, pointsTo, users);
}

/** The same at once, for events that must show the entry as it was when they happened. */
export function readEntrySync(path: string, users: Users): EntryInfo {
  const own = lstatSync(path);
  if (!own.isSymbolicLink()) return toEntry(path, own, own, undefined, users);
  const target = statSync(path, { throwIfNoEntry: false });
  return toEntry(path, own, target, target ? realpathSync(path) : path, users);
}

function toEntry(
  path: string,
  own: Stats,
  target: Stats | undefined,
  symlinkTarget: string | undefined,
  users: Users,
): EntryInfo {
  return create(EntryInfoSchema, {
    name: basename(path) || "/",
    path,
    type: target ? typeOf(target) : FileType.UNSPECIFIED,
    mode: target ? target.mode & 0o777 : 0,
    size: BigInt(own.size),
    permissions: permissionsOf(own),
    owner: users.nameOf(own.uid),
    group: users.groupOf(own.gid),
    modifiedTime: toTimestamp(own.mtimeMs),
    ...(symlinkTarget === undefined ? {} : { symlinkTarget }),
  });
}

function typeOf(stats: Stats): FileType {
  if (stats.isFile()) return FileType.FILE;
  if (stats.isDirectory()) return FileType.DIRECTORY;
  if (stats.isSymbolicLink()) return FileType.SYMLINK;
  return FileType.UNSPECIFIED;
}

/** The milliseconds have a fraction here, which timestampFromMs does not expect. */
function toTimestamp(ms: number): Timestamp {
  const seconds = Math.floor(ms / 1000);
  return create(TimestampSchema, { seconds: BigInt(seconds), nanos: Math.trunc((ms - seconds * 1000) * 1e6) });
}
