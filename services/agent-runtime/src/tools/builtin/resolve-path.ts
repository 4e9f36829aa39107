import { posix } from "node:path";
import type { BuiltinContext } from "./builtin-tool.ts";

/** A path as a model writes it: `~` is the home folder, a relative one starts in the working folder. */
export function resolvePath({ workDir, sandbox }: BuiltinContext, path: string): string {
  if (path === "~") return sandbox.homeDir;
  if (path.startsWith("~/")) return posix.join(sandbox.homeDir, path.slice(2));
  return posix.resolve(workDir, path);
}
