import { mkdir, readFile, rmdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { groupsIn, numberIn } from "./cgroup-v1.ts";
import type { Cgroup, CgroupLimits, Cgroups } from "./cgroups.ts";
import { emptyGroup, removeGroup } from "./empty-group.ts";
import type { Hierarchies } from "./hierarchies.ts";
import { untilFrozen } from "./until-frozen.ts";

const NEEDED = ["memory", "pids"];
const WANTED = [...NEEDED, "cpu"];
const CPU_PERIOD_US = 100_000;

/** The new kind: one tree, in which a group with groups below it may hold no processes of its own. */
export async function createCgroupV2({ v2 }: Hierarchies, parentName: string): Promise<Cgroups> {
  if (!v2) throw new Error("cgroup v2 is not mounted");
  const offered = (await readFile(join(v2, "cgroup.controllers"), "utf8")).trim().split(" ");
  const missing = NEEDED.filter((controller) => !offered.includes(controller));
  if (missing.length > 0) throw new Error(`cgroup v2 offers no ${missing.join(" and ")} controller here`);
  const controllers = WANTED.filter((controller) => offered.includes(controller));
  const parent = join(v2, parentName);
  await mkdir(parent, { recursive: true });
  await passOn(v2, controllers);
  await passOn(parent, controllers);

  function open(name: string): Cgroup {
    const folder = join(parent, name);
    const freezeFile = join(folder, "cgroup.freeze");
    const thaw = () => writeFile(freezeFile, "0", { flag: "r+" }).catch(() => undefined);
    return {
      entrances: [join(folder, "cgroup.procs")],
      use: async () => ({
        cpuUsedMs: Math.round(
          Number(/^usage_usec (\d+)$/m.exec(await textIn(join(folder, "cpu.stat")))?.[1] ?? 0) / 1000,
        ),
        memoryBytes: await memoryIn(folder),
        processes: await numberIn(join(folder, "pids.current")),
      }),
      freeze: () =>
        untilFrozen({
          freeze: () => writeFile(freezeFile, "1", { flag: "r+" }),
          isFrozen: async () => /^frozen 1$/m.test(await textIn(join(folder, "cgroup.events"))),
          thaw,
        }),
      thaw,
      remove: async () => {
        await writeFile(join(folder, "cgroup.kill"), "1", { flag: "r+" }).catch(() => undefined);
        await emptyGroup([join(folder, "cgroup.procs")]);
        await removeGroup(folder);
      },
    };
  }

  return {
    kind: "cgroup v2",
    open,
    create: async (name, limits) => {
      await mkdir(join(parent, name), { recursive: true });
      await applyLimits(join(parent, name), limits, controllers.includes("cpu"));
      return open(name);
    },
    list: () => groupsIn(parent),
    close: () => rmdir(parent).catch(() => undefined),
  };
}

async function applyLimits(folder: string, { memoryBytes, pids, cpu }: CgroupLimits, hasCpu: boolean): Promise<void> {
  await writeFile(join(folder, "memory.max"), String(memoryBytes), { flag: "r+" });
  await writeFile(join(folder, "memory.swap.max"), "0", { flag: "r+" }).catch(() => undefined);
  await writeFile(join(folder, "pids.max"), String(pids), { flag: "r+" });
  if (!hasCpu) return;
  const quota = Math.max(1000, Math.round(cpu * CPU_PERIOD_US));
  await writeFile(join(folder, "cpu.max"), `${quota} ${CPU_PERIOD_US}`, { flag: "r+" });
}

/** Lets groups below use the controllers. Where our own processes are in the way they move into a group beside. */
async function passOn(folder: string, controllers: string[]): Promise<void> {
  const text = controllers.map((controller) => `+${controller}`).join(" ");
  const file = join(folder, "cgroup.subtree_control");
  try {
    await writeFile(file, text, { flag: "r+" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EBUSY") throw error;
    const aside = join(folder, "nexau-cloud-self");
    await mkdir(aside, { recursive: true });
    for (const pid of (await textIn(join(folder, "cgroup.procs"))).split("\n").filter(Boolean)) {
      await writeFile(join(aside, "cgroup.procs"), pid, { flag: "r+" }).catch(() => undefined);
    }
    await writeFile(file, text, { flag: "r+" });
  }
}

async function memoryIn(folder: string): Promise<number> {
  const used = await numberIn(join(folder, "memory.current"));
  const reclaimable = Number(/^inactive_file (\d+)$/m.exec(await textIn(join(folder, "memory.stat")))?.[1] ?? 0);
  return Math.max(0, used - reclaimable);
}

const textIn = (file: string) => readFile(file, "utf8").catch(() => "");
