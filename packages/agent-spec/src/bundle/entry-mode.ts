import type { Entry } from "yauzl";
import { bundleError, printableName } from "./bundle-error.ts";

const TYPE_MASK = 0o170000;
const REGULAR = 0o100000;
const FOLDER = 0o040000;
const OWNER_MAY_RUN = 0o100;

/** Extra fields in which Unix zip programs keep what a header has no room for. */
const PKWARE_UNIX = 0x000d;
const ASI_UNIX = 0x756e;
const PKWARE_UNIX_FIXED_BYTES = 12;
const ASI_UNIX_MODE_OFFSET = 4;
const ASI_UNIX_LINK_LENGTH_OFFSET = 6;

/**
 * True for a file that may be run. Everything but regular files and folders is refused, whichever field of the entry says
 * so; set-uid, set-gid and sticky bits are dropped by never being looked at.
 */
export function readExecutable(entry: Entry, name: string): boolean {
  const modes = [entry.externalFileAttributes >>> 16, ...asiModes(entry)];
  for (const mode of modes) {
    const type = mode & TYPE_MASK;
    if (type !== 0 && type !== REGULAR && type !== FOLDER) throw unsafeType(name, nameOfType(type));
  }
  if (hasLinkTarget(entry)) throw unsafeType(name, "a link");
  return modes.some((mode) => (mode & OWNER_MAY_RUN) !== 0);
}

function asiModes(entry: Entry): number[] {
  return entry.extraFields
    .filter(({ id, data }) => id === ASI_UNIX && data.length >= ASI_UNIX_LINK_LENGTH_OFFSET)
    .map(({ data }) => data.readUInt16LE(ASI_UNIX_MODE_OFFSET));
}

function hasLinkTarget(entry: Entry): boolean {
  return entry.extraFields.some(
    ({ id, data }) =>
      (id === PKWARE_UNIX && data.length > PKWARE_UNIX_FIXED_BYTES) ||
      (id === ASI_UNIX &&
        data.length >= ASI_UNIX_LINK_LENGTH_OFFSET + 4 &&
        data.readUInt32LE(ASI_UNIX_LINK_LENGTH_OFFSET) > 0),
  );
}

function nameOfType(type: number): string {
  const names: Record<number, string> = {
    21609: "a symbolic link",
    4802: "a character device",
    14406: "a block device",
    2401: "a named pipe",
    26411: "a socket",
  };
  return names[type] ?? "of an unknown type";
}

const unsafeType = (name: string, what: string) =>
  bundleError(
    "bundle_entry_type_unsafe",
    `The entry ${printableName(name)} is ${what}; a bundle may hold only files and folders.`,
  );
