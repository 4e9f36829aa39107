import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** What a sandbox's daemon is made of, on this machine. */
export interface DaemonFiles {
  /** The Node.js it runs on: the one that this process runs on. */
  node: string;
  /** The daemon as one file; made by `npm run setup`. */
  sandboxd: string;
  /** Folder of the packages that it loads at need; null where they are not installed. */
  modules: string | null;
}

export function findDaemonFiles(): DaemonFiles {
  const sandboxd = join(import.meta.dirname, "../../../sandboxd/dist/sandboxd.mjs");
  return { node: process.execPath, sandboxd, modules: terminalPackages(sandboxd) };
}

/** The scope's folder: the package and its native part lie side by side in it. */
function terminalPackages(from: string): string | null {
  try {
    return dirname(dirname(createRequire(from).resolve("@lydell/node-pty")));
  } catch {
    return null;
  }
}
