import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { openSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { sandboxProfile } from "../../config.ts";
import { createTestDriver } from "../../test-support/bubblewrap-under-test.ts";
import { openDaemon } from "../../test-support/open-daemon.ts";
import { openCgroups } from "../cgroups/cgroups.ts";
import { MARKER } from "./launch.ts";

const FIXTURE = fileURLToPath(import.meta.resolve("./crash.fixture.ts"));

describe("a driver whose process was killed", async () => {
  const folder = await mkdtemp(join(tmpdir(), "crash-"));
  const dataDir = join(folder, "data");
  const instance = createHash("sha256").update(dataDir).digest("hex").slice(0, 16);
  const children: ChildProcess[] = [];
  afterAll(async () => {
    for (const child of children) child.kill("SIGKILL");
    await rm(folder, { recursive: true, force: true });
  });

  /** Processes of its sandboxes, whoever started them. */
  const processes = () =>
    readdirSync("/proc").filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/environ`, "latin1").includes(`${MARKER}=${instance}:`);
      } catch {
        return false;
      }
    });

  /** Lets a manager work until `moment`, which gets each line that it prints, says so; then kills it. */
  async function killAt(moment: (line: string, count: number) => boolean | number, keep = 3): Promise<string[]> {
    const child = spawn(process.execPath, [FIXTURE, dataDir, String(keep)], { stdio: ["ignore", "pipe", "inherit"] });
    children.push(child);
    const lines: string[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      lines.push(line);
      const answer = moment(line, lines.length);
      if (answer === false) continue;
      // A number of turns of the event loop later: somewhere in the making of the next one.
      for (let turns = Number(answer); turns > 1; turns--) await new Promise((resolve) => setImmediate(resolve));
      child.kill("SIGKILL");
      break;
    }
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    return lines.slice(1);
  }

  async function expectNothingLeft(): Promise<void> {
    expect(processes()).toEqual([]);
    const { cgroups } = await openCgroups(`nexau-cloud-${instance}`);
    expect(await cgroups?.list()).toEqual(cgroups && []);
    expect(await readdir(join(dataDir, "sockets"))).toEqual([]);
    const mounts = readFileSync("/proc/self/mountinfo", "utf8");
    expect(mounts).not.toContain(dataDir);
  }

  it("leaves nothing but files, whenever that was", async () => {
    for (const turns of [1, 10, 100, 700, 5_000]) {
      await killAt((_line, count) => (count === 2 ? turns : false));
      const driver = await createTestDriver(dataDir);
      await driver.recover();
      await expectNothingLeft();
      await driver.close();
    }
  });

  it("leaves nothing when it dies while it deletes", async () => {
    for (const turns of [1, 200]) {
      await killAt((_line, count) => (count === 4 ? turns : false), 0);
      const driver = await createTestDriver(dataDir);
      await driver.recover();
      await expectNothingLeft();
      await driver.close();
    }
  });

  it("ends its sandboxes by its death alone, those that it was making, too", async () => {
    for (const turns of [1, 50, 500]) {
      await killAt((_line, count) => (count === 3 ? turns : false));
      await expect.poll(processes).toEqual([]);
    }
  });

  it("ends sandboxes that stand still", async () => {
    const [id = ""] = await killAt((line, count) => {
      if (count !== 2) return false;
      for (const pid of processes()) process.kill(Number(pid), "SIGSTOP");
      return line.length > 0;
    });
    expect(id).not.toBe("");
    await expect.poll(processes).toEqual([]);
  });

  it("leaves the files of its sandboxes, which start again on them", async () => {
    const [id = ""] = await killAt((_line, count) => count === 2);
    const driver = await createTestDriver(dataDir);
    await driver.recover();
    const spec = {
      id,
      profile: sandboxProfile.parse({ memoryMb: 256 }),
      agentDir: null,
      env: {},
      accessToken: "access",
      controlToken: "control",
      templateId: "default",
    };
    const sandbox = openDaemon(await driver.create(spec), "access");
    expect((await sandbox.run("echo again > ~/file; cat ~/file")).stdout).toBe("again\n");
    await driver.close();
    expect(await readFile(join(dataDir, "sandboxes", id, "home/file"), "utf8")).toBe("again\n");
    await expectNothingLeft();
  });

  it("passes on no file that it had inherited open", async () => {
    // bash leaves it open for what it starts, as a careless supervisor would.
    const root = openSync("/", "r");
    const child = spawn("bash", ["-c", `exec ${process.execPath} ${FIXTURE} ${dataDir} 5 9<&3`], {
      stdio: ["ignore", "pipe", "inherit", root],
    });
    children.push(child);
    if (!child.stdout) throw new Error("it has no output");
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    await lines.next();
    await lines.next();
    await lines.next();
    const open = processes().flatMap((pid) => descriptorsOf(pid).map((target) => ({ pid, target })));
    // The ones that build a sandbox close theirs themselves; what matters is what is inside.
    expect(open.filter(({ target }) => target === "/")).toEqual([]);
    child.kill("SIGKILL");
    await once(child, "exit");
  });
});

function descriptorsOf(pid: string): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).map((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`));
  } catch {
    return [];
  }
}
