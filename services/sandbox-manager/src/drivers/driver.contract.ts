import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sandboxProfile } from "../config.ts";
import { newSandboxId } from "../sandboxes/sandbox-id.ts";
import { openDaemon } from "../test-support/open-daemon.ts";
import type { SandboxDriver, SandboxSpec } from "./driver.ts";

/** What every kind of sandbox keeps to. Called by each driver's own test. */
export function describeDriver(name: string, createDriver: () => Promise<SandboxDriver>): void {
  describe(name, () => {
    let driver: SandboxDriver;
    let agents: string;

    beforeAll(async () => {
      driver = await createDriver();
      await driver.recover();
      agents = await mkdtemp(join(tmpdir(), "agents-"));
      for (const version of ["one", "two"]) {
        await mkdir(join(agents, version, "sub"), { recursive: true });
        await writeFile(join(agents, version, "name.txt"), version);
        await writeFile(join(agents, version, `sub/${version}.txt`), version);
      }
    });
    afterAll(async () => {
      await driver.close();
      await rm(agents, { recursive: true, force: true });
    });

    const spec = (rest: Partial<SandboxSpec> = {}): SandboxSpec => ({
      id: newSandboxId(),
      profile: sandboxProfile.parse({ memoryMb: 512, pids: 200 }),
      agentDir: null,
      env: { FROM_SPEC: "yes" },
      accessToken: "access",
      controlToken: "control",
      templateId: "default",
      ...rest,
    });
    const start = async (rest: Partial<SandboxSpec> = {}) => {
      const given = spec(rest);
      return openDaemon(await driver.create(given), given.accessToken);
    };

    it("says whether it can be used here", async () => {
      expect(await driver.check()).toMatchObject({ available: true, problems: [] });
    });

    it("starts a sandbox whose daemon answers, and finds it again", async () => {
      const sandbox = await start();
      expect((await sandbox.run("echo $FROM_SPEC; id -un; pwd")).stdout).toBe("yes\nuser\n/home/user\n");
      expect(driver.connect(sandbox.id)?.id).toBe(sandbox.id);
      expect(driver.list().map(({ id }) => id)).toContain(sandbox.id);
      await driver.kill(sandbox.id);
      expect(driver.connect(sandbox.id)).toBeUndefined();
    });

    it("runs as user and as root, each with its own home", async () => {
      const sandbox = await start();
      expect((await sandbox.run("echo $HOME $USER", { user: "root" })).stdout).toBe("/root root\n");
      expect((await sandbox.run("echo $HOME $USER; touch mine; stat -c %U:%G mine")).stdout).toBe(
        "/home/user user\nuser:user\n",
      );
      await driver.kill(sandbox.id);
    });

    it("keeps files over its lives, and gives nobody else's", async () => {
      const { id } = await start();
      const first = await openDaemon(driver.connect(id), "access");
      await first.run("echo kept > ~/kept; echo tmp > /tmp/kept; mkdir -m 700 ~/closed; echo 1 > ~/closed/file");
      await first.run("echo root > /root/kept", { user: "root" });
      await driver.kill(id);
      const other = await start();
      expect((await other.run("ls -A ~ /tmp")).stdout).not.toContain("kept");
      const second = await start({ id });
      expect((await second.run("cat ~/kept /tmp/kept ~/closed/file")).stdout).toBe("kept\ntmp\n1\n");
      expect((await second.run("cat /root/kept", { user: "root" })).stdout).toBe("root\n");
      expect((await second.run("touch ~/closed/more && echo written")).stdout).toBe("written\n");
      await driver.kill(other.id);
      await driver.destroy(id);
      const third = await start({ id });
      expect((await third.run("ls -A ~ /tmp")).stdout).not.toContain("kept");
      await driver.destroy(id);
    });

    it("shows an agent read-only, and another in its place while running", async () => {
      const sandbox = await start({ agentDir: join(agents, "one") });
      expect((await sandbox.run("cd /agent && cat name.txt sub/one.txt")).stdout).toBe("oneone");
      for (const user of ["user", "root"]) {
        const tried = await sandbox.run(
          "echo x > /agent/name.txt; touch /agent/new; rm -rf /agent/sub; chmod 777 /agent",
          {
            user,
          },
        );
        expect(tried.exitCode).not.toBe(0);
      }
      expect(await readFile(join(agents, "one/name.txt"), "utf8")).toBe("one");
      await driver.setAgent(sandbox.id, join(agents, "two"));
      expect((await sandbox.run("cd /agent && cat name.txt; ls sub")).stdout).toBe("twotwo.txt\n");
      await driver.setAgent(sandbox.id, null);
      expect((await sandbox.run("ls -A /agent")).stdout).toBe("");
      await driver.destroy(sandbox.id);
    });

    it("ends everything in it when it is killed, and tells", async () => {
      const sandbox = await start();
      const running = driver.connect(sandbox.id);
      await sandbox.run("setsid sleep 1000 & setsid setsid sleep 1000 & (trap '' TERM HUP; sleep 1000) &");
      await driver.kill(sandbox.id);
      expect(await running?.ended).toMatchObject({ cause: "killed" });
      await driver.kill(sandbox.id);
    });

    it("tells when it ends by itself", async () => {
      const sandbox = await start();
      const running = driver.connect(sandbox.id);
      await sandbox.run("kill -9 $PPID", { user: "root" }).catch(() => undefined);
      expect(await running?.ended).toMatchObject({ cause: "exited" });
      expect(driver.connect(sandbox.id)).toBeUndefined();
    });

    it("measures what it uses", async () => {
      const sandbox = await start();
      await sandbox.run("head -c 3000000 /dev/urandom > ~/data; sync");
      const stats = await driver.stats(sandbox.id);
      expect(stats?.diskBytes).toBeGreaterThan(2_900_000);
      expect(stats?.diskBytes).toBeLessThan(4_000_000);
      expect(stats?.memoryLimitBytes).toBe(512 * 1024 * 1024);
      await driver.destroy(sandbox.id);
      expect(await driver.stats(sandbox.id)).toBeUndefined();
    });

    it("destroys what lies deeper than a path can name, and folders that their owner closed", async () => {
      const sandbox = await start();
      const deep = "import os\nfor _ in range(600): os.mkdir('abcdefghij'); os.chdir('abcdefghij')";
      const made = await sandbox.run(`mkdir -p ~/closed/in; chmod 000 ~/closed; python3 -c "${deep}"`);
      expect(made).toMatchObject({ exitCode: 0, stderr: "" });
      await driver.destroy(sandbox.id);
      const again = await start({ id: sandbox.id });
      expect((await again.run("ls -A")).stdout).toBe("");
      await driver.destroy(sandbox.id);
    });

    it("starts many at once", async () => {
      const sandboxes = await Promise.all(Array.from({ length: 6 }, () => start()));
      const answers = await Promise.all(sandboxes.map((sandbox) => sandbox.run("echo $E2B_SANDBOX_ID")));
      expect(answers.map(({ stdout }) => stdout.trim())).toEqual(sandboxes.map(({ id }) => id));
      await Promise.all(sandboxes.map(({ id }) => driver.destroy(id)));
      expect(driver.list()).toEqual([]);
    });
  });
}
