import { existsSync } from "node:fs";
import { mkdtemp, readlink, rm, symlink } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { sandboxProfile } from "../../config.ts";
import { createTestDockerDriver } from "../../test-support/docker-under-test.ts";
import { describeDriver } from "../driver.contract.ts";
import { containerRequest } from "./container-request.ts";
import { openDaemonDoor } from "./daemon-door.ts";

const SOCKET = "/var/run/docker.sock";
const check = await (await createTestDockerDriver({ socketPath: SOCKET })).check();

if (check.available) describeDriver("docker", () => createTestDockerDriver({ socketPath: SOCKET }));
else {
  const reason = check.problems.join("; ");
  process.stdout.write(`The suite of docker sandboxes is left to tests/ci: ${reason}\n`);
  describe.skip(`docker: ${reason}`, () => it("runs in tests/ci with an engine of its own"));
}

describe("a container of a sandbox", () => {
  const request = containerRequest({
    image: "any",
    hostPrograms: true,
    runtime: "runsc",
    isGvisor: false,
    profile: sandboxProfile.parse({ memoryMb: 100, pids: 7, cpu: 0.5, diskMb: 9, openFiles: 11 }),
    sources: {
      node: "/node",
      sandboxd: "/sandboxd.mjs",
      modules: null,
      etc: "/etc-of-it",
      home: "/files/home",
      tmp: "/files/tmp",
      root: "/files/root",
      agent: "/files/agent",
      door: "/door",
      egress: null,
    },
    labels: {},
  });

  it("is asked for with the promised runtime, no network, few capabilities and all limits", () => {
    expect(request.HostConfig).toMatchObject({
      Runtime: "runsc",
      NetworkMode: "none",
      ReadonlyRootfs: true,
      CapDrop: ["ALL"],
      SecurityOpt: ["no-new-privileges"],
      Memory: 100 * 2 ** 20,
      MemorySwap: 100 * 2 ** 20,
      PidsLimit: 7,
      NanoCpus: 5e8,
    });
    expect(request.HostConfig).not.toHaveProperty("Privileged");
  });

  it("may write to its own files alone", () => {
    const writable = request.HostConfig.Mounts.filter((mount) => !("ReadOnly" in mount)).map(({ Source }) => Source);
    expect(writable).toEqual(["/files/home", "/files/root", "/files/tmp", "/door"]);
  });
});

describe("the door to a daemon", () => {
  it("stays the socket it was when a link takes its place", async () => {
    const folder = await mkdtemp(join(tmpdir(), "door-"));
    const [path, other] = [join(folder, "daemon.sock"), join(folder, "other.sock")];
    const answer = (text: string) =>
      createServer((socket) => {
        // Whether it is there is asked by a connection that is closed at once.
        socket.on("error", () => undefined);
        socket.end(text);
      });
    const [daemon, victim] = [answer("daemon").listen(path), answer("victim").listen(other)];
    const door = await openDaemonDoor(path, AbortSignal.timeout(10_000));
    await rm(path);
    await symlink(other, path);
    expect(await readlink(door.path)).not.toContain("other");
    const said = await new Promise<string>((resolve) => {
      connect(door.path).once("data", (data: Buffer) => resolve(data.toString()));
    });
    expect(said).toBe("daemon");
    door.close();
    daemon.close();
    victim.close();
  });

  it("is not opened where a link stands already", async () => {
    const folder = await mkdtemp(join(tmpdir(), "door-"));
    const other = join(folder, "other.sock");
    const victim = createServer().listen(other);
    await symlink(other, join(folder, "daemon.sock"));
    await expect(openDaemonDoor(join(folder, "daemon.sock"), AbortSignal.timeout(10_000))).rejects.toThrow();
    victim.close();
  });
});

describe("a machine without an engine", () => {
  it("is told so, and starts nothing", async () => {
    const folder = await mkdtemp(join(tmpdir(), "engine-"));
    const driver = await createTestDockerDriver({ socketPath: join(folder, "none.sock"), dataDir: folder });
    await driver.recover();
    expect(await driver.check()).toMatchObject({ available: false, problems: [expect.any(String)] });
    const spec = {
      id: "x",
      profile: sandboxProfile.parse({}),
      agentDir: null,
      env: {},
      accessToken: "access",
      controlToken: "control",
      templateId: "default",
    };
    await expect(driver.create(spec)).rejects.toMatchObject({ reason: "sandbox_engine_unavailable" });
    await driver.close();
    expect(existsSync(join(folder, "none.sock"))).toBe(false);
  });
});
