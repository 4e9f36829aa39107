import { isAbsolute, join, normalize } from "node:path";
import { Code, ConnectError } from "@connectrpc/connect";
import type { User } from "./users.ts";

/** A path as a caller means it: `~` is the user's home, a relative one starts at the working folder or home. */
export function resolvePath(path: string, user: User, workdir: string | null): string {
  if (path.includes("\0")) throw new ConnectError("a path cannot hold a NUL byte", Code.InvalidArgument);
  const base = workdir ?? user.home;
  if (path === "") return base;
  if (path === "~" || path.startsWith("~/")) return normalize(join(user.home, path.slice(1)));
  return withoutTrailingSlash(normalize(isAbsolute(path) ? path : join(base, path)));
}

function withoutTrailingSlash(path: string): string {
  return path.length > 1 && path.endsWith("/") ? path.slice(0, -1) : path;
}
