import { readFile, realpath, stat } from "node:fs/promises";
import { join, sep } from "node:path";

/** The files of an unpacked bundle, read by their path in it. Nothing outside is ever opened, links included. */
export interface BundleFiles {
  kind(path: string): Promise<"file" | "folder" | "missing">;
  /** Text of a file, or why there is none. */
  readText(path: string): Promise<{ text: string } | { problem: "missing" | "too large" | "not UTF-8 text" }>;
}

/** Parsing blocks the thread: 100 KB of YAML take half a second, so one project cannot ask for much. */
const MAX_TEXT_BYTES = 512 * 1024;

export function openBundleFiles(dir: string): BundleFiles {
  async function locate(path: string): Promise<string | undefined> {
    try {
      const root = await realpath(dir);
      const real = await realpath(join(root, path));
      return real === root || real.startsWith(root + sep) ? real : undefined;
    } catch {
      // Whatever keeps a path from being resolved, there is no file of the bundle there.
      return undefined;
    }
  }

  return {
    async kind(path) {
      const real = await locate(path);
      if (!real) return "missing";
      return (await stat(real)).isDirectory() ? "folder" : "file";
    },
    async readText(path) {
      const real = await locate(path);
      if (!real) return { problem: "missing" };
      const { size, isFile } = await stat(real).then((found) => ({ size: found.size, isFile: found.isFile() }));
      if (!isFile) return { problem: "missing" };
      if (size > MAX_TEXT_BYTES) return { problem: "too large" };
      try {
        return { text: new TextDecoder("utf-8", { fatal: true }).decode(await readFile(real)) };
      } catch {
        return { problem: "not UTF-8 text" };
      }
    },
  };
}
