import { bundleError, printableName } from "./bundle-error.ts";

const MAX_NAME_BYTES = 1024;
const MAX_SEGMENT_BYTES = 255;
const MAX_DEPTH = 32;

export interface EntryName {
  /** `/`-separated, relative, without trailing slash; empty for the folder that was zipped itself. */
  path: string;
  isFolder: boolean;
}

/**
 * The name of a zip entry as a path that stays below the folder it is unpacked to. `raw` are the bytes in the zip: they
 * must be UTF-8, which every current zip program writes, as a name guessed from another code page helps nobody.
 */
export function readEntryName(raw: Uint8Array): EntryName {
  // Some programs write every name relative to the folder that they were started in.
  const name = decode(raw).replace(/^(?:\.\/)+/, "");
  if (name === "" && raw.length > 0) return { path: "", isFolder: true };
  const problem = problemOf(name, raw.length);
  if (problem) throw bundleError("bundle_path_unsafe", `The entry ${printableName(name)} ${problem}.`);
  const isFolder = name.endsWith("/");
  return { path: isFolder ? name.slice(0, -1) : name, isFolder };
}

function decode(raw: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(raw);
  } catch (cause) {
    const shown = printableName(Buffer.from(raw).toString("latin1"));
    throw bundleError("bundle_path_unsafe", `The name of entry ${shown} is not valid UTF-8.`, { cause });
  }
}

function problemOf(name: string, bytes: number): string | undefined {
  if (name === "") return "has no name";
  if (bytes > MAX_NAME_BYTES) return `has a name longer than ${MAX_NAME_BYTES} bytes`;
  if (/\p{Cc}/u.test(name)) return "has a control character in its name";
  if (/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\u2028\u2029]/.test(name)) {
    return "has a character in its name that changes how the name is shown";
  }
  if (name.includes("\\")) return "has a backslash in its name";
  if (name.startsWith("/")) return "has an absolute path";
  if (/^[a-z]:/i.test(name)) return "starts with a drive letter";
  const segments = name.replace(/\/$/, "").split("/");
  if (segments.includes("..")) return 'leads out of the bundle with ".."';
  if (segments.some((segment) => segment === "" || segment === ".")) return "has an empty step in its path";
  if (segments.some((segment) => Buffer.byteLength(segment) > MAX_SEGMENT_BYTES)) {
    return `has a step longer than ${MAX_SEGMENT_BYTES} bytes in its path`;
  }
  if (segments.length > MAX_DEPTH) return `lies more than ${MAX_DEPTH} folders deep`;
  return undefined;
}
