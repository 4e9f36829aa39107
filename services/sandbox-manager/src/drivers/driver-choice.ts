import type { DriverName, SandboxProfile } from "../config.ts";
import type { SandboxDriver } from "./driver.ts";

export interface DriverChoiceOptions {
  /** They share the files of sandboxes: one whose kind changes keeps them. */
  drivers: Record<DriverName, SandboxDriver>;
  /** For profiles that name none, and for files of sandboxes that do not run. */
  usual: DriverName;
}

/** All kinds as one: a sandbox is made with the kind that its profile names, and found wherever it runs. */
export function createDriverChoice({ drivers, usual }: DriverChoiceOptions): SandboxDriver {
  const all = Object.values(drivers);
  const holderOf = (id: string): SandboxDriver => all.find((driver) => driver.connect(id)) ?? drivers[usual];

  /** Two of the same id would write to the same files. */
  function driverFor(id: string, { driver = usual }: SandboxProfile): SandboxDriver {
    if (all.some((one) => one.connect(id))) throw new Error(`sandbox ${id} runs already`);
    return drivers[driver];
  }

  return {
    name: usual,
    check: () => drivers[usual].check(),
    recover: async () => {
      for (const driver of all) await driver.recover();
    },
    prepare: () => drivers[usual].prepare(),
    create: async (spec) => driverFor(spec.id, spec.profile).create(spec),
    fork: async (snapshotId, spec) => driverFor(spec.id, spec.profile).fork(snapshotId, spec),
    connect: (id) => holderOf(id).connect(id),
    list: () => all.flatMap((driver) => driver.list()),
    setAgent: (id, agentDir) => holderOf(id).setAgent(id, agentDir),
    kill: (id) => holderOf(id).kill(id),
    destroy: (id) => holderOf(id).destroy(id),
    stats: (id) => holderOf(id).stats(id),
    pause: (id) => holderOf(id).pause(id),
    resume: (id) => holderOf(id).resume(id),
    snapshot: (id, snapshotId) => holderOf(id).snapshot(id, snapshotId),
    deleteSnapshot: (snapshotId) => drivers[usual].deleteSnapshot(snapshotId),
    close: async () => {
      await Promise.all(all.map((driver) => driver.close()));
    },
  };
}
