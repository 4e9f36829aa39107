import { describe, expect, it } from "vitest";
import { sandboxManagerConfig, sandboxProfile } from "../config.ts";
import { projectId, useSandboxManager } from "../test-support/sandbox-manager-under-test.ts";

describe("the kind of a sandbox", async () => {
  const profile = { memoryMb: 512, pids: 256 };
  const { docker } = sandboxManagerConfig.parse({ docker: { socketPath: "/nonexistent/docker.sock" } });
  const manager = await useSandboxManager({
    config: {
      docker,
      profiles: {
        default: sandboxProfile.parse(profile),
        named: sandboxProfile.parse({ ...profile, driver: "bubblewrap" }),
        contained: sandboxProfile.parse({ ...profile, driver: "docker" }),
        guarded: sandboxProfile.parse({ ...profile, driver: "gvisor" }),
      },
    },
  });

  it("is the usual one, or the one that its profile names", async () => {
    expect((await manager.ensure("usual")).driver).toBe("bubblewrap");
    expect((await manager.ensure("named", { profile: "named" })).driver).toBe("bubblewrap");
  });

  it.each(["contained", "guarded"])("is refused where it was promised and is not there: %s", async (name) => {
    await expect(manager.ensure(`of-${name}`, { profile: name })).rejects.toMatchObject({
      reason: "sandbox_driver_unavailable",
    });
    const { data } = await manager.client.GET("/sandboxes", { params: { query: { projectId } } });
    expect(data?.data.map(({ sessionId }) => sessionId)).not.toContain(`of-${name}`);
  });

  it("is listed with what each lacks on this machine", async () => {
    const { data } = await manager.client.GET("/drivers");
    const availability = data?.data.map(({ name, available, problems }) => [name, available, problems.length > 0]);
    expect(availability).toEqual([
      ["bubblewrap", true, false],
      ["docker", false, true],
      ["gvisor", false, true],
    ]);
  });
});
