import { execFile } from "node:child_process";
import { chown, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, describe, expect, it } from "vitest";

const FIXTURE = fileURLToPath(import.meta.resolve("./ordinary-user.fixture.ts"));
const ORDINARY = 54_321;

/** Prints how many children the system gave it. */
const FORK_UNTIL_REFUSED = `
import os, signal
children = []
try:
    while len(children) < 500:
        child = os.fork()
        if child == 0: signal.pause()
        children.append(child)
except OSError: pass
print(len(children))
for child in children: os.kill(child, 9)
for child in children: os.waitpid(child, 0)`;

interface Report {
  check: { available: boolean; problems: string[]; warnings: string[] };
  answers: string[];
  asRoot: string;
  kept: string;
}

/** Runs the fixture as a user without any rights; as ourselves, where we are one. */
async function runFixture(dataDir: string, commands: string[]): Promise<Report> {
  const identity = process.getuid?.() === 0 ? { uid: ORDINARY, gid: ORDINARY } : {};
  const { stdout } = await promisify(execFile)(process.execPath, [FIXTURE, dataDir, ...commands], {
    ...identity,
    env: { PATH: process.env.PATH ?? "" },
    timeout: 60_000,
  });
  return JSON.parse(stdout);
}

describe("bubblewrap without being root", async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "ordinary-"));
  if (process.getuid?.() === 0) await chown(dataDir, ORDINARY, ORDINARY);
  await writeFile(join(dataDir, "outside"), "secret");
  afterAll(() => rm(dataDir, { recursive: true, force: true }));

  it("makes sandboxes with one user, closed as the others are", async () => {
    const { check, answers, asRoot, kept } = await runFixture(dataDir, [
      "id -un; id -u; pwd; echo kept > ~/kept; touch /tmp/x && ls -A ~ /tmp",
      "grep -E '^(CapEff|CapBnd|NoNewPrivs|Seccomp:)' /proc/self/status",
      `ls -A /; ls ${dataDir} 2>&1; cat /etc/shadow 2>&1; unshare -r true 2>&1; ls /sys/class/net 2>&1`,
      `python3 -c '${FORK_UNTIL_REFUSED}'`,
      "python3 -c 'bytearray(1_700_000_000)' 2>&1 | tail -1",
      "echo > /dev/stdout; tty; cat /proc/1/cmdline | tr '\\0' ' '",
    ]);
    expect(check).toMatchObject({ available: true, problems: [] });
    expect(check.warnings.join()).toContain("not started as root");
    const [who, status, view, processes, memory, leaks] = answers;
    expect(who).toBe("user\n1000\n/home/user\n/home/user:\nkept\n\n/tmp:\nx\n");
    expect(status).toMatch(/CapEff:\s+0+\nCapBnd:\s+0+\nNoNewPrivs:\s+1\nSeccomp:\s+2\n/);
    expect(view).not.toContain("outside");
    expect(view).not.toContain("root:");
    expect(view).toContain("unshare failed: Operation not permitted");
    expect(Number(processes)).toBeLessThan(60);
    expect(memory).toContain("MemoryError");
    expect(leaks).not.toContain(dataDir);
    expect(asRoot).toBe("1000\n/root\nwritten\n");
    expect(kept).toBe("kept\n");
    expect(await readdir(join(dataDir, "sandboxes"))).toEqual([]);
  });
});
