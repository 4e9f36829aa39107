import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSandboxClient } from "./create-sandbox-client.ts";
import type { SandboxClient } from "./sandbox-client.ts";
import { openSandboxDoor, type SandboxDoor } from "./sandboxd.fixture.ts";

const BUNDLE = { digest: "a".repeat(64), sizeBytes: 1, url: "/objects/a" };
const never = new AbortController().signal;

describe("the session's sandbox", () => {
  let door: SandboxDoor;
  beforeAll(async () => {
    door = await openSandboxDoor();
  });
  afterAll(() => door[Symbol.asyncDispose]());

  function clientAt(url: string): () => Promise<SandboxClient> {
    return createSandboxClient({
      discovery: {
        resolve: async () => url,
        list: async () => [],
        register: async () => ({ stop: async () => undefined }),
      },
      requestToken: () => "run-token",
      sessionId: "ses_1",
      projectId: "prj_1",
      profile: "default",
      env: { KEY: "value" },
      bundle: BUNDLE,
    });
  }
  const bash = (client: SandboxClient, script: string, more = {}, signal = never) =>
    client.run({ cmd: "/bin/bash", args: ["-c", script], ...more }, signal);
  const home = (path: string) => join(door.homeDir, path);

  it("is asked for once, with the run's token, and by nobody who does not need it", async () => {
    const sandbox = clientAt(door.url);
    expect(door.ensured).toHaveLength(0);
    const [first, second] = await Promise.all([sandbox(), sandbox()]);
    await Promise.all([bash(first, "true"), second.readFile("/etc/hostname")]);
    expect(door.ensured).toEqual([
      {
        token: "Bearer run-token",
        body: { projectId: "prj_1", profile: "default", env: { KEY: "value" }, bundle: BUNDLE },
      },
    ]);
    expect(first).toMatchObject({ homeDir: door.homeDir, agentDir: "/agent", bundleDigest: BUNDLE.digest });
  });

  it("runs programs to their end", async () => {
    const client = await clientAt(door.url)();
    const script = "echo $FROM_SANDBOX $MINE; pwd; echo err >&2; cat; exit 3";
    expect(await bash(client, script, { env: { MINE: "too" }, cwd: "/usr" })).toEqual({
      exitCode: 3,
      stdout: "yes too\n/usr\n",
      stderr: "err\n",
      stdoutBytes: 13,
      stderrBytes: 4,
      timedOut: false,
      aborted: false,
      signal: null,
    });
    await expect(client.run({ cmd: "no-such-program", args: [] }, never)).rejects.toMatchObject({
      reason: "sandbox_refused",
    });
  });

  it("leaves no timer behind that would keep the process from ending", async () => {
    const client = await clientAt(door.url)();
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
    const before = timers();
    await bash(client, "true", { timeoutMs: 3_600_000 });
    expect(timers()).toBeLessThanOrEqual(before);
  });

  it("ends programs with all that they started, and keeps what they wrote", async () => {
    const client = await clientAt(door.url)();
    const script = (name: string) => `echo begun; (while :; do echo $BASHPID > ${home(name)}; sleep 0.01; done) & wait`;
    const late = await bash(client, script("late"), { timeoutMs: 400 });
    expect(late).toMatchObject({ timedOut: true, aborted: false, stdout: "begun\n", signal: "killed" });

    const stop = new AbortController();
    const running = bash(client, script("stopped"), {}, stop.signal);
    while (!(await client.stat(home("stopped")))) await new Promise((resolve) => setImmediate(resolve));
    stop.abort();
    expect(await running).toMatchObject({ timedOut: false, aborted: true, stdout: "begun\n" });

    for (const name of ["late", "stopped"]) {
      // Ended, but perhaps not collected yet by whoever inherited it.
      const { exitCode } = await bash(client, `grep -qs '^State:.[^ZX]' /proc/$(cat ${home(name)})/status`);
      expect(exitCode).not.toBe(0);
    }
  });

  it("keeps head and tail of a flood and counts the rest", async () => {
    const client = await clientAt(door.url)();
    const flood = await bash(client, "echo first; head -c 20000000 /dev/zero | tr '\\0' x; echo last", {
      maxOutputBytes: 1000,
    });
    expect(flood.stdoutBytes).toBe(20_000_011);
    expect(flood.stdout).toMatch(/^first\nx+\n\.\.\. \[19999011 bytes left out\] \.\.\.\nx+last\n$/);
  });

  it("talks to programs by their input and output", async () => {
    const client = await clientAt(door.url)();
    const child = await client.start({ cmd: "cat", args: [] }, never);
    await child.write("ä line\n");
    const { value } = await child.stdout[Symbol.asyncIterator]().next();
    expect(Buffer.from(value ?? []).toString()).toBe("ä line\n");
    await child.kill();
    expect(await child.ended).toMatchObject({ status: "signal: killed" });
    await child.kill();
  });

  it("reads, writes, lists and removes files", async () => {
    const client = await clientAt(door.url)();
    const bytes = new Uint8Array([0, 255, 10]);
    await client.writeFile(home("made/by & us/ü.bin"), bytes);
    expect(await client.readFile(home("made/by & us/ü.bin"))).toEqual(bytes);
    expect(await client.stat(home("made/by & us/ü.bin"))).toMatchObject({
      type: "file",
      size: 3,
      name: "ü.bin",
      mode: 0o644,
    });
    expect(await client.stat(home("nothing"))).toBeUndefined();
    await client.makeDir(home("made/dir"));
    await client.makeDir(home("made/dir"));
    expect((await client.list(home("made"), 1)).map(({ name, type }) => `${type} ${name}`).sort()).toEqual([
      "directory by & us",
      "directory dir",
    ]);
    await client.remove(home("made"));
    await client.remove(home("made"));
    expect(await client.stat(home("made"))).toBeUndefined();
    await expect(client.readFile(home("nothing"))).rejects.toMatchObject({ reason: "sandbox_path_missing" });
    await expect(client.list(home("nothing"), 1)).rejects.toMatchObject({ reason: "sandbox_path_missing" });
    await expect(client.readFile(door.homeDir)).rejects.toMatchObject({ reason: "sandbox_refused" });
  });

  it("is made anew when it turns out to be gone", async () => {
    const client = await clientAt(door.url)();
    await writeFile(home("kept"), "here");
    await client.stat(home("kept"));
    const before = door.ensured.length;
    await door.vanish();
    expect(Buffer.from(await client.readFile(home("kept"))).toString()).toBe("here");
    await door.vanish();
    expect((await bash(client, "echo again")).stdout).toBe("again\n");
    expect(door.ensured.length).toBe(before + 2);
  });

  it("says so when it goes while a program runs", async () => {
    const client = await clientAt(door.url)();
    // Ends with its daemon, as everything in a sandbox does.
    const running = bash(client, `touch ${home("running")}; while kill -0 $PPID; do sleep 0.05; done`);
    while (!(await client.stat(home("running")))) await new Promise((resolve) => setImmediate(resolve));
    const lost = expect(running).rejects.toMatchObject({ reason: "sandbox_unavailable" });
    await door.vanish();
    await lost;
  });

  it("says so when nobody can make one", async () => {
    await expect(clientAt("http://127.0.0.1:9")()).rejects.toMatchObject({ reason: "service_unavailable" });
  });
});
