import { mkdir, readdir, readFile, rmdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Cgroup, CgroupLimits, Cgroups } from "./cgroups.ts";
import { emptyGroup, removeGroup } from "./empty-group.ts";
import type { Hierarchies } from "./hierarchies.ts";
import { untilFrozen } from "./until-frozen.ts";

/** Controllers that we limit with, or count with. */
const CONTROLLERS = ["memory", "pids", "cpu", "cpuacct", "freezer"] as const;
const NEEDED = ["memory", "pids"] as const;
const CPU_PERIOD_US = 100_000;

/** The old kind: one tree per controller, each with a folder for every group. */
export async function createCgroupV1({ v1 }: Hierarchies, parentName: string): Promise<Cgroups> {
  const parents = new Map<string, string>();
  for (const controller of CONTROLLERS) {
    const folder = v1.get(controller);
    if (folder) parents.set(controller, join(folder, parentName));
  }
  const missing = NEEDED.filter((controller) => !parents.has(controller));
  if (missing.length > 0) throw new Error(`cgroup v1 has no ${missing.join(" and ")} controller here`);
  for (const folder of parents.values()) await mkdir(folder, { recursive: true });
  await setIfThere(join(parents.get("memory") ?? "", "memory.use_hierarchy"), "1");

  const fileOf = (controller: string, name: string, file: string) => join(parents.get(controller) ?? "", name, file);
  const foldersOf = (name: string) => [...new Set(parents.values())].map((folder) => join(folder, name));

  function open(name: string): Cgroup {
    const folders = foldersOf(name);
    const stateFile = fileOf("freezer", name, "freezer.state");
    const thaw = () => setIfThere(stateFile, "THAWED");
    return {
      entrances: folders.map((folder) => join(folder, "cgroup.procs")),
      use: async () => ({
        cpuUsedMs: Math.round((await numberIn(fileOf("cpuacct", name, "cpuacct.usage"))) / 1e6),
        memoryBytes: await memoryIn(fileOf("memory", name, "")),
        processes: await numberIn(fileOf("pids", name, "pids.current")),
      }),
      freeze: async () => {
        if (!parents.has("freezer")) return false;
        return untilFrozen({
          freeze: () => setIfThere(stateFile, "FROZEN"),
          isFrozen: async () => (await readFile(stateFile, "utf8")).trim() === "FROZEN",
          thaw,
        });
      },
      thaw,
      remove: async () => {
        await thaw();
        await emptyGroup(folders.map((folder) => join(folder, "cgroup.procs")));
        for (const folder of folders) await removeGroup(folder);
      },
    };
  }

  return {
    kind: "cgroup v1",
    open,
    create: async (name, limits) => {
      for (const folder of foldersOf(name)) await mkdir(folder, { recursive: true });
      await applyLimits(fileOf, name, limits, parents.has("cpu"));
      return open(name);
    },
    list: async () => [...new Set((await Promise.all([...parents.values()].map(groupsIn))).flat())],
    close: async () => {
      for (const folder of parents.values()) await rmdir(folder).catch(() => undefined);
    },
  };
}

async function applyLimits(
  fileOf: (controller: string, name: string, file: string) => string,
  name: string,
  { memoryBytes, pids, cpu }: CgroupLimits,
  hasCpu: boolean,
): Promise<void> {
  await writeFile(fileOf("memory", name, "memory.limit_in_bytes"), String(memoryBytes));
  // Memory and swap together; there only where the kernel counts swap.
  await setIfThere(fileOf("memory", name, "memory.memsw.limit_in_bytes"), String(memoryBytes));
  await writeFile(fileOf("pids", name, "pids.max"), String(pids));
  if (!hasCpu) return;
  await setIfThere(fileOf("cpu", name, "cpu.cfs_period_us"), String(CPU_PERIOD_US));
  await setIfThere(fileOf("cpu", name, "cpu.cfs_quota_us"), String(Math.max(1000, Math.round(cpu * CPU_PERIOD_US))));
}

async function memoryIn(folder: string): Promise<number> {
  const used = await numberIn(join(folder, "memory.usage_in_bytes"));
  const details = await readFile(join(folder, "memory.stat"), "utf8").catch(() => "");
  const reclaimable = Number(/^total_inactive_file (\d+)$/m.exec(details)?.[1] ?? 0);
  return Math.max(0, used - reclaimable);
}

export async function numberIn(file: string): Promise<number> {
  return Number((await readFile(file, "utf8").catch(() => "0")).trim()) || 0;
}

async function setIfThere(file: string, value: string): Promise<void> {
  await writeFile(file, value, { flag: "r+" }).catch(() => undefined);
}

export async function groupsIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}
