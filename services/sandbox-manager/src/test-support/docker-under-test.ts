import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLogger } from "@nexau-cloud/platform";
import { findDaemonFiles } from "../drivers/daemon-files.ts";
import { createDockerDriver, type DockerOptions } from "../drivers/docker/docker-driver.ts";
import type { SandboxDriver } from "../drivers/driver.ts";

/** A driver with folders of its own, on the engine that is given. */
export async function createTestDockerDriver(
  options: Pick<DockerOptions, "socketPath"> & Partial<DockerOptions>,
): Promise<SandboxDriver> {
  const { name = "docker" } = options;
  const folder = await mkdtemp(join(tmpdir(), "sandboxes-"));
  return createDockerDriver({
    name,
    runtime: name === "gvisor" ? "runsc" : "runc",
    image: null,
    dataDir: join(folder, name),
    filesDir: join(folder, "files"),
    ...findDaemonFiles(),
    startTimeoutMs: 60_000,
    log: createLogger("test", { level: "silent" }),
    ...options,
  });
}
