import { join } from "node:path";
import type { Logger } from "@nexau-cloud/platform";
import { type DriverName, driverName, type SandboxManagerConfig, type SandboxProfile } from "../config.ts";
import { createBubblewrapDriver } from "./bubblewrap/bubblewrap-driver.ts";
import { findDaemonFiles } from "./daemon-files.ts";
import { createDockerDriver } from "./docker/docker-driver.ts";
import type { SandboxDriver } from "./driver.ts";
import { createDriverChoice } from "./driver-choice.ts";
import { createDriverHealth } from "./driver-health.ts";

/** Shared by all managers of a machine. */
const UID_RANGES_FOLDER = "/run/nexau-cloud/uid-ranges";

export interface OpenDrivers {
  /** All of them as one. */
  driver: SandboxDriver;
  all: SandboxDriver[];
  nameFor(profile: SandboxProfile): DriverName;
  /** Throws while this machine cannot run the kind that the profile names, or the usual one. */
  require(profile?: SandboxProfile): Promise<void>;
  /** Does what the first sandboxes would wait for, as far as this machine can run them. */
  prepare(): Promise<void>;
}

export interface OpenDriversOptions {
  config: SandboxManagerConfig;
  /** Folder of the manager's own. */
  dataDir: string;
  /** Where the sockets are that lead out of sandboxes. */
  egressDir: string;
  log: Logger;
}

/** Every kind of sandbox that there is, whether this machine can run it or not. */
export async function openDrivers({ config, dataDir, egressDir, log }: OpenDriversOptions): Promise<OpenDrivers> {
  const { docker, startTimeoutMs } = config;
  const daemon = findDaemonFiles();
  const filesDir = join(dataDir, "bubblewrap");
  const uidRanges = { folder: UID_RANGES_FOLDER, firstUid: config.firstUid, count: config.uidRanges };
  const openDocker = (name: "docker" | "gvisor", runtime: string) =>
    createDockerDriver({
      name,
      runtime,
      socketPath: docker.socketPath,
      image: docker.image || null,
      dataDir: join(dataDir, name),
      filesDir,
      ...daemon,
      startTimeoutMs,
      log,
    });
  const drivers: Record<DriverName, SandboxDriver> = {
    bubblewrap: await createBubblewrapDriver({ dataDir: filesDir, ...daemon, egressDir, uidRanges, log }),
    docker: await openDocker("docker", docker.runtime),
    gvisor: await openDocker("gvisor", docker.gvisorRuntime),
  };
  const health: Record<DriverName, () => Promise<void>> = {
    bubblewrap: createDriverHealth(drivers.bubblewrap, log),
    docker: createDriverHealth(drivers.docker, log),
    gvisor: createDriverHealth(drivers.gvisor, log),
  };
  const nameFor = (profile: SandboxProfile | undefined): DriverName => profile?.driver ?? config.driver;

  async function prepareOne(name: DriverName): Promise<void> {
    try {
      await health[name]();
      await drivers[name].prepare();
    } catch (error) {
      log.warn({ err: error, driver: name }, "sandboxes are not ready");
    }
  }

  return {
    driver: createDriverChoice({ drivers, usual: config.driver }),
    all: Object.values(drivers),
    nameFor,
    require: (profile) => health[nameFor(profile)](),
    prepare: async () => {
      const wanted = new Set([config.driver, ...Object.values(config.profiles).map(nameFor)]);
      await Promise.all(driverName.options.filter((name) => wanted.has(name)).map(prepareOne));
    },
  };
}
