import { posix } from "node:path";

/** Where every sandbox has the bundle: `${this_file_dir}` and absolute paths in a project are meant there. */
export const AGENT_DIR = "/agent";

export type ResolvedPath = { path: string } | { problem: string };

/**
 * A path as a YAML in folder `base` writes it -> path in the bundle. Absolute paths are those in the sandbox, so that
 * `${this_file_dir}/x` works in both places; nothing leads out of the bundle.
 */
export function resolveBundlePath(base: string, reference: string): ResolvedPath {
  if (reference.trim() === "") return { problem: "the path is empty" };
  if (reference.includes("\0")) return { problem: "the path holds a NUL character" };
  if (reference.includes("\\")) return { problem: `${quoted(reference)} has backslashes; paths are written with "/"` };
  if (reference.startsWith("/")) {
    const inside = posix.relative(AGENT_DIR, posix.normalize(reference));
    if (inside === ".." || inside.startsWith("../")) {
      return { problem: `${quoted(reference)} is an absolute path outside the bundle` };
    }
    return { path: inside };
  }
  if (/^[\w.]+:/.test(reference)) {
    return { problem: `${quoted(reference)} names a resource of a Python package; put the file into the bundle` };
  }
  const path = posix.join(base, reference).replace(/\/$/, "");
  if (path === ".." || path.startsWith("../")) return { problem: `${quoted(reference)} leads out of the bundle` };
  return { path: path === "." ? "" : path };
}

/** The folder of a file in the bundle; empty at the top. */
export function folderOf(path: string): string {
  const folder = posix.dirname(path);
  return folder === "." ? "" : folder;
}

/** The path that a file or folder of the bundle has in the sandbox. */
export function sandboxPath(path: string): string {
  return path === "" ? AGENT_DIR : `${AGENT_DIR}/${path}`;
}

const quoted = (text: string) => JSON.stringify(text);
