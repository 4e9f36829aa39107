import { createCgroupV1 } from "./cgroup-v1.ts";
import { createCgroupV2 } from "./cgroup-v2.ts";
import { findHierarchies } from "./hierarchies.ts";

export interface CgroupLimits {
  memoryBytes: number;
  pids: number;
  cpu: number;
}

export interface CgroupUse {
  cpuUsedMs: number;
  memoryBytes: number;
  processes: number;
}

/** One group of processes with limits of its own. */
export interface Cgroup {
  /** Files into which a process writes its pid to be in it from then on, with all that it starts. */
  entrances: string[];
  use(): Promise<CgroupUse>;
  /** Stops all its processes where they are; false where this machine cannot. A frozen process cannot be killed either. */
  freeze(): Promise<boolean>;
  /** Lets them go on. Nothing frozen is fine. */
  thaw(): Promise<void>;
  /** Kills whatever is in it, and removes it once it is empty. Nothing there is fine. */
  remove(): Promise<void>;
}

/** The groups of one manager, below the group it runs in itself, so that its own limits hold for them as well. */
export interface Cgroups {
  /** `cgroup v1` or `cgroup v2`. */
  kind: string;
  create(name: string, limits: CgroupLimits): Promise<Cgroup>;
  /** Groups that are there, whoever made them. */
  list(): Promise<string[]>;
  open(name: string): Cgroup;
  /** Removes the parent of all groups, if nothing is in it. */
  close(): Promise<void>;
}

/** Undefined, with the reason, where this machine does not let us limit anything that way. */
export async function openCgroups(parentName: string): Promise<{ cgroups?: Cgroups; problem?: string }> {
  const hierarchies = await findHierarchies();
  const errors: string[] = [];
  for (const open of [() => createCgroupV2(hierarchies, parentName), () => createCgroupV1(hierarchies, parentName)]) {
    try {
      return { cgroups: await open() };
    } catch (error) {
      errors.push((error as Error).message);
    }
  }
  return { problem: errors.join("; ") };
}
