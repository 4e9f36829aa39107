import { readFile } from "node:fs/promises";
import { join, relative } from "node:path";

/** Folder of this process's own group per controller of cgroup v1, and in the one tree of cgroup v2. */
export interface Hierarchies {
  v1: Map<string, string>;
  v2: string | undefined;
}

export async function findHierarchies(): Promise<Hierarchies> {
  const [groups, mounts] = await Promise.all([
    readFile("/proc/self/cgroup", "utf8").catch(() => ""),
    readFile("/proc/self/mountinfo", "utf8").catch(() => ""),
  ]);
  return parseHierarchies(groups, mounts);
}

export function parseHierarchies(groups: string, mountinfo: string): Hierarchies {
  const own = new Map<string, string>();
  for (const line of groups.split("\n").filter(Boolean)) {
    const [, controllers = "", path = "/"] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    for (const controller of controllers.split(",")) own.set(controller, path);
  }
  const v1 = new Map<string, string>();
  let v2: string | undefined;
  for (const { root, mountPoint, type, options } of mountinfo.split("\n").flatMap(parseMount)) {
    if (type === "cgroup2") v2 ??= folderOf(mountPoint, root, own.get("") ?? "/");
    if (type !== "cgroup") continue;
    for (const controller of options) {
      const path = own.get(controller);
      if (path !== undefined && !v1.has(controller)) v1.set(controller, folderOf(mountPoint, root, path));
    }
  }
  return { v1, v2 };
}

function parseMount(line: string) {
  const [left, right] = line.split(" - ");
  const fields = left?.split(" ") ?? [];
  const [type, , options] = right?.split(" ") ?? [];
  const [root, mountPoint] = [fields[3], fields[4]];
  if (!root || !mountPoint || !type || !options) return [];
  return [{ root, mountPoint, type, options: options.split(",") }];
}

/** In a container a part of the tree may be mounted: `root` says which. */
function folderOf(mountPoint: string, root: string, path: string): string {
  const below = relative(root, path);
  return join(mountPoint, below.startsWith("..") ? "" : below);
}
