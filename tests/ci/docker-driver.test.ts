import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, readdir } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { ServiceError } from "@nexau-cloud/platform";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { sandboxProfile } from "../../services/sandbox-manager/src/config.ts";
import { describeDriver } from "../../services/sandbox-manager/src/drivers/driver.contract.ts";
import type { SandboxDriver, SandboxSpec } from "../../services/sandbox-manager/src/drivers/driver.ts";
import { newSandboxId } from "../../services/sandbox-manager/src/sandboxes/sandbox-id.ts";
import {
  findProgram,
  missingForEngine,
  startTestEngine,
  type TestEngine,
} from "../../services/sandbox-manager/src/test-support/docker-engine.ts";
import { createTestDockerDriver } from "../../services/sandbox-manager/src/test-support/docker-under-test.ts";
import { openDaemon } from "../../services/sandbox-manager/src/test-support/open-daemon.ts";

const run = promisify(execFile);
const missing = missingForEngine();
if (missing.length > 0) throw new Error(`these tests need ${missing.join(", ")}`);

const BASE_IMAGE = "nexau-cloud/sandbox-base:test";
const BUILD = join(import.meta.dirname, "../../services/sandbox-manager/images/base/build.sh");
const MANAGER = join(import.meta.dirname, "docker-manager.fixture.ts");
const BUILD_TIMEOUT_MS = 15 * 60_000;

let engine: TestEngine;
beforeAll(async () => {
  engine = await startTestEngine();
});
afterAll(async () => {
  await engine[Symbol.asyncDispose]();
});

const specOf = (rest: Partial<SandboxSpec> = {}): SandboxSpec => ({
  id: newSandboxId(),
  profile: sandboxProfile.parse({ memoryMb: 384, pids: 150, diskMb: 64 }),
  agentDir: null,
  env: {},
  accessToken: "access",
  controlToken: "control",
  templateId: "default",
  ...rest,
});
const start = async (driver: SandboxDriver, rest: Partial<SandboxSpec> = {}) =>
  openDaemon(await driver.create(specOf(rest)), "access");

async function expectsWayOut(driver: SandboxDriver): Promise<void> {
  const egressSocket = join(await mkdtemp(join(tmpdir(), "egress-")), "out.sock");
  const manager = createServer((socket) => socket.end("the manager\n")).listen(egressSocket);
  await once(manager, "listening");
  const sandbox = await start(driver, { egressSocket });
  const ask = "import socket; print(socket.create_connection(('127.0.0.1', 49982)).makefile().readline())";
  expect((await sandbox.run(`python3 -c "${ask}"`)).stdout.trim()).toBe("the manager");
  await driver.destroy(sandbox.id);
  manager.close();
}

async function expectsPause(driver: SandboxDriver): Promise<void> {
  const paused = await start(driver);
  await paused.run("(while true; do echo >> ~/ticks; sleep 0.05; done) >/dev/null 2>&1 &");
  await driver.pause(paused.id);
  let answered = false;
  const answer = paused.run("echo awake").then((result) => {
    answered = true;
    return result;
  });
  // The engine takes a second to measure a container; a command in one that runs takes some milliseconds.
  await driver.stats(paused.id);
  expect(answered).toBe(false);
  await driver.resume(paused.id);
  expect((await answer).stdout).toBe("awake\n");
  const count = async () => Number((await paused.run("wc -l < ~/ticks")).stdout);
  const counted = await count();
  await expect.poll(count).toBeGreaterThan(counted);
  await driver.pause(paused.id);
  await driver.kill(paused.id);
  expect(driver.connect(paused.id)).toBeUndefined();
}

describeDriver("docker, with the host's programs", () => createTestDockerDriver({ socketPath: engine.socketPath }));

describe("the base image", () => {
  // An older release than the newest, as its programs run in every gVisor there is.
  beforeAll(async () => {
    const env = { ...process.env, DOCKER_HOST: `unix://${engine.socketPath}` };
    await run(BUILD, ["--release", "bullseye", "--tag", BASE_IMAGE], { env, maxBuffer: 64 * 2 ** 20 });
  }, BUILD_TIMEOUT_MS);

  it("has the programs that E2B's clients count on", async () => {
    const driver = await createTestDockerDriver({ socketPath: engine.socketPath, image: BASE_IMAGE });
    const sandbox = await start(driver);
    const { stdout } = await sandbox.run(
      "for name in bash python3 python git curl sudo tput node; do command -v $name || echo no $name; done; umask; id -un",
    );
    expect(stdout).not.toContain("no ");
    expect(stdout).toMatch(/0022\nuser\n$/);
    expect((await sandbox.run("ls /usr/lib/git-core/git-daemon")).exitCode).toBe(0);
    await driver.close();
  });

  describe.runIf(findProgram("runsc"))("with gVisor", () => {
    const createDriver = () =>
      createTestDockerDriver({ name: "gvisor", socketPath: engine.socketPath, image: BASE_IMAGE });

    describeDriver("gvisor", createDriver);

    it("runs on a kernel that is not the host's", async () => {
      const driver = await createDriver();
      const sandbox = await start(driver);
      const { stdout } = await sandbox.run("uname -r; dmesg");
      expect(stdout.split("\n")[0]).not.toBe((await run("uname", ["-r"])).stdout.trim());
      expect(stdout).toContain("gVisor");
      await driver.close();
    });

    it("has one way out, which leads to the manager", async () => {
      const driver = await createDriver();
      await expectsWayOut(driver);
      await driver.close();
    });

    it("stands still while it is paused, goes on where it was, and dies paused", async () => {
      const driver = await createDriver();
      onTestFinished(() => driver.close());
      await expectsPause(driver);
    });

    it("leaves no process of gVisor behind", async () => {
      const driver = await createDriver();
      const before = engine.processes().length;
      for (let round = 0; round < 3; round++) await driver.destroy((await start(driver)).id);
      await expect.poll(() => engine.processes().length).toBeLessThanOrEqual(before);
      await driver.close();
    });
  });
});

describe("a docker sandbox", () => {
  let driver: SandboxDriver;
  let sandbox: Awaited<ReturnType<typeof start>>;
  beforeAll(async () => {
    driver = await createTestDockerDriver({ socketPath: engine.socketPath });
    sandbox = await start(driver);
  });
  afterAll(() => driver.close());

  it("has nothing but loopback", async () => {
    const { stdout } = await sandbox.run("ls /sys/class/net; cat /proc/net/route | tail -n +2", { user: "root" });
    expect(stdout.trim()).toBe("lo");
  });

  it("gives its user no capability, its root nine, and neither a way to more", async () => {
    const status = "grep -E '^(CapEff|CapBnd|NoNewPrivs|Seccomp):' /proc/self/status";
    expect((await sandbox.run(status)).stdout.replaceAll(/\s+/g, " ")).toBe(
      "CapEff: 0000000000000000 CapBnd: 00000000000804fb NoNewPrivs: 1 Seccomp: 2 ",
    );
    expect((await sandbox.run(status, { user: "root" })).stdout).toContain("CapEff:\t00000000000804fb");
    for (const tried of ["mount -t tmpfs x /mnt", "unshare --net true", "mknod /tmp/disk b 254 0", "chroot / true"]) {
      expect([tried, (await sandbox.run(tried, { user: "root" })).exitCode]).not.toEqual([tried, 0]);
    }
  });

  it.each(["user", "root"])("lets %s write in its own places only", async (user) => {
    const tried =
      "/usr/x /etc/x /etc/hosts /x /opt/x /opt/sandboxd/sandboxd.mjs /agent/x /proc/sys/kernel/core_pattern";
    const { stdout } = await sandbox.run(`for f in ${tried}; do (echo x > $f) 2>/dev/null && echo "wrote $f"; done`, {
      user,
    });
    expect(stdout).toBe("");
  });

  it("shows nothing of the engine or of the host", async () => {
    const { stdout } = await sandbox.run(
      "find / -xdev -name '*docker.so?k*' 2>/dev/null; cat /proc/*/cmdline /proc/self/environ | tr '\\0' '\\n'; cat /etc/hostname /etc/hosts",
      { user: "root" },
    );
    expect(stdout).not.toContain("vitest");
    expect(stdout).not.toContain("docker.sock");
    expect(stdout).toContain("events.e2b.local");
  });

  it("is held to its memory and its processes, all of them together", async () => {
    const eaten = await sandbox.run("python3 -c 'b = bytearray(600 * 2**20); print(len(b))'");
    expect(eaten.stdout).toBe("");
    expect(eaten.exitCode).not.toBe(0);
    const forks = "import os\nn = 0\nwhile os.fork(): n += 1\nos.execlp('sleep', 'sleep', '300')";
    const forked = await sandbox.run(`python3 -c "${forks}" > /dev/null; pkill sleep`);
    expect(forked.stderr).toContain("BlockingIOError");
    await expect.poll(async () => (await sandbox.run("echo alive")).stdout).toBe("alive\n");
  });

  it("cannot put another socket of the host in its daemon's place", async () => {
    const victim = await start(driver);
    const door = "/opt/sandboxd/door";
    const { exitCode } = await victim.run(`rm ${door}/daemon.sock && ln -s ${engine.socketPath} ${door}/daemon.sock`, {
      user: "root",
    });
    expect(exitCode).toBe(0);
    expect((await victim.run("echo $E2B_SANDBOX_ID")).stdout).toBe(`${victim.id}\n`);
    await driver.destroy(victim.id);
  });

  it("stands still while it is paused, goes on where it was, and dies paused", async () => {
    await expectsPause(driver);
  });

  it("has one way out, which leads to the manager", async () => {
    await expectsWayOut(driver);
  });

  it("becomes another one by a copy of its files", async () => {
    await sandbox.run("echo original > ~/file");
    await driver.snapshot(sandbox.id, "copy-of-files");
    await sandbox.run("echo changed > ~/file");
    const spec = specOf();
    const forked = openDaemon(await driver.fork("copy-of-files", spec), "access");
    expect((await forked.run("cat ~/file; echo more > ~/file; cat ~/file")).stdout).toBe("original\nmore\n");
    expect((await sandbox.run("cat ~/file")).stdout).toBe("changed\n");
    await driver.destroy(spec.id);
    await driver.deleteSnapshot("copy-of-files");
  });
});

describe("trouble with the engine", () => {
  const folders = async () => {
    const folder = await mkdtemp(join(tmpdir(), "sandboxes-"));
    return { socketPath: engine.socketPath, dataDir: join(folder, "docker"), filesDir: join(folder, "files") };
  };

  it("refuses a runtime that was promised and is not there", async () => {
    const driver = await createTestDockerDriver({ socketPath: engine.socketPath, name: "gvisor", runtime: "nothing" });
    expect(await driver.check()).toMatchObject({ available: false, problems: [expect.stringContaining("nothing")] });
    await expect(driver.create(specOf())).rejects.toThrow(ServiceError);
    expect(await engine.containers()).toEqual([]);
    await driver.close();
  });

  it("refuses an image that is not there", async () => {
    const driver = await createTestDockerDriver({ socketPath: engine.socketPath, image: "not-there:1" });
    expect(await driver.check()).toMatchObject({
      available: false,
      problems: [expect.stringContaining("not-there:1")],
    });
    await driver.close();
  });

  it("removes what a killed manager left, with nothing of it on the machine", async () => {
    const places = await folders();
    const killed = await createTestDockerDriver(places);
    const left = await start(killed);
    await left.run("setsid sleep 1000 > /dev/null 2>&1 & echo kept > ~/file");
    const next = await createTestDockerDriver(places);
    await next.recover();
    expect(await engine.containers()).toEqual([]);
    expect(await readdir(join(places.dataDir, "doors"))).toEqual([]);
    const again = await start(next, { id: left.id });
    expect((await again.run("cat ~/file")).stdout).toBe("kept\n");
    await next.close();
    await killed.close();
  });

  it("ends sandboxes with their manager", async () => {
    const manager = spawn(process.execPath, [MANAGER, engine.socketPath], { stdio: ["ignore", "pipe", "inherit"] });
    await once(manager.stdout, "data");
    expect(await engine.containers()).toHaveLength(1);
    manager.kill("SIGKILL");
    await expect.poll(() => engine.containers()).toEqual([]);
  });

  it("ends a sandbox although the engine hangs", async () => {
    const driver = await createTestDockerDriver(await folders());
    const sandbox = await start(driver);
    const running = driver.connect(sandbox.id);
    const [container] = await engine.containers();
    const { State } = (await engine.inspect(container?.Id ?? "")) as { State: { Pid: number } };
    process.kill(engine.pid, "SIGSTOP");
    try {
      await driver.kill(sandbox.id);
      expect(await running?.ended).toMatchObject({ cause: "killed" });
      expect(existsSync(`/proc/${State.Pid}`)).toBe(false);
    } finally {
      process.kill(engine.pid, "SIGCONT");
    }
    await driver.close();
  });

  it("keeps sandboxes going while the engine is away, says so to others, and has a clean engine when it is back", async () => {
    const driver = await createTestDockerDriver(await folders());
    const sandbox = await start(driver);
    const running = driver.connect(sandbox.id);
    await engine.crash();
    expect((await sandbox.run("echo still here")).stdout).toBe("still here\n");
    await expect(driver.create(specOf())).rejects.toMatchObject({ reason: "sandbox_engine_unavailable" });
    expect(await driver.check()).toMatchObject({ available: false });
    await engine.start();
    // It ends what it finds running, and the driver tells.
    expect(await running?.ended).toMatchObject({ cause: "exited" });
    const again = await start(driver, { id: sandbox.id });
    expect((await again.run("echo again")).stdout).toBe("again\n");
    await driver.close();
    expect(await engine.containers()).toEqual([]);
  });
});
