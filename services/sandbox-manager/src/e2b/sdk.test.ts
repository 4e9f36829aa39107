import { Sandbox, SandboxNotFoundError } from "e2b";
import { describe, expect, it } from "vitest";
import { keys, useE2b } from "../test-support/e2b-under-test.ts";

describe("E2B's JavaScript SDK", async () => {
  const e2b = await useE2b();
  const sandbox = await e2b.create({ metadata: { purpose: "test", odd: "a=b&c d" }, envs: { GREETING: "hello" } });

  it("runs commands, with the environment it asked for", async () => {
    expect((await sandbox.commands.run("echo $GREETING; whoami; pwd")).stdout).toBe("hello\nuser\n/home/user\n");
    await expect(sandbox.commands.run("exit 3")).rejects.toMatchObject({ exitCode: 3 });
  });

  it("writes, reads, lists and watches files", async () => {
    await sandbox.files.write("notes/hello.txt", "hello");
    expect(await sandbox.files.read("notes/hello.txt")).toBe("hello");
    expect((await sandbox.files.list("notes")).map(({ name }) => name)).toEqual(["hello.txt"]);
    const { promise: seen, resolve } = Promise.withResolvers<string>();
    const watch = await sandbox.files.watchDir("notes", (event) => resolve(event.name));
    await sandbox.files.write("notes/other.txt", "x");
    expect(await seen).toBe("other.txt");
    await watch.stop();
  });

  it("opens a terminal", async () => {
    const { promise: said, resolve } = Promise.withResolvers<void>();
    let text = "";
    const terminal = await sandbox.pty.create({
      cols: 80,
      rows: 24,
      onData: (data) => {
        text += new TextDecoder().decode(data);
        if (text.includes("7 times 6 is 42")) resolve();
      },
    });
    await sandbox.pty.sendInput(terminal.pid, new TextEncoder().encode("echo 7 times 6 is $((7*6))\n"));
    await said;
    await terminal.kill();
  });

  it("tells about a sandbox and lists it", async () => {
    const info = await sandbox.getInfo();
    expect(info).toMatchObject({
      sandboxId: sandbox.sandboxId,
      name: "base",
      state: "running",
      metadata: { purpose: "test", odd: "a=b&c d" },
      envdVersion: "0.6.13",
      lifecycle: { onTimeout: "kill", autoResume: false },
    });
    const found = await Sandbox.list({ ...e2b.connection(), query: { metadata: { odd: "a=b&c d" } } }).nextItems();
    expect(found.map(({ sandboxId }) => sandboxId)).toEqual([sandbox.sandboxId]);
    const none = await Sandbox.list({ ...e2b.connection(), query: { metadata: { odd: "a" } } }).nextItems();
    expect(none).toEqual([]);
  });

  it("connects to a running one without changing its end", async () => {
    const before = await sandbox.getInfo();
    const again = await Sandbox.connect(sandbox.sandboxId, { ...e2b.connection(), timeoutMs: 1_000 });
    expect((await again.commands.run("echo here")).stdout).toBe("here\n");
    expect((await again.getInfo()).endAt).toEqual(before.endAt);
    await sandbox.setTimeout(600_000);
    expect((await sandbox.getInfo()).endAt.getTime()).toBeGreaterThan(before.endAt.getTime());
  });

  it("hands out signed URLs for files", async () => {
    await sandbox.files.write("signed.txt", "signed");
    const url = await sandbox.downloadUrl("signed.txt", { useSignatureExpiration: 60 });
    const headers = { "e2b-sandbox-id": sandbox.sandboxId, "e2b-sandbox-port": "49983" };
    expect(await (await fetch(url, { headers })).text()).toBe("signed");
    expect((await fetch(url.replace("signed.txt", "other.txt"), { headers })).status).toBe(401);
  });

  it("measures", async () => {
    await expect.poll(async () => (await sandbox.getMetrics()).length, { timeout: 10_000 }).toBeGreaterThan(0);
    const [first] = await sandbox.getMetrics();
    expect(first).toMatchObject({ cpuCount: 2, memTotal: 512 * 2 ** 20 });
    expect(first?.memUsed).toBeGreaterThan(0);
    expect(first?.diskUsed).toBeGreaterThan(0);
    const past = { start: new Date(0), end: new Date(1_000) };
    expect(await sandbox.getMetrics(past)).toEqual([]);
  });

  it("hides a sandbox from other projects", async () => {
    const bob = e2b.connection(keys.bob);
    await expect(Sandbox.getInfo(sandbox.sandboxId, bob)).rejects.toThrow(SandboxNotFoundError);
    await expect(Sandbox.connect(sandbox.sandboxId, bob)).rejects.toThrow(SandboxNotFoundError);
    expect(await Sandbox.kill(sandbox.sandboxId, bob)).toBe(false);
    expect(await Sandbox.list(bob).nextItems()).toEqual([]);
  });

  it("pauses a sandbox with its processes and lets it go on", async () => {
    const own = await e2b.create();
    const command = await own.commands.run("sleep 1000", { background: true, timeoutMs: 0 });
    void command.wait().catch(() => undefined);
    expect(await own.pause()).toBe(true);
    expect(await own.pause()).toBe(false);
    expect(await own.isRunning()).toBe(false);
    expect((await own.getInfo()).state).toBe("paused");
    const again = await own.connect();
    expect(await again.isRunning()).toBe(true);
    expect((await again.commands.list()).map(({ pid }) => pid)).toEqual([command.pid]);
    expect(await again.kill()).toBe(true);
  });

  it("pauses a sandbox with its files alone", async () => {
    const own = await e2b.create();
    await own.files.write("kept.txt", "kept");
    await own.commands.run("sleep 1000", { background: true, timeoutMs: 0 }).then((command) => {
      void command.wait().catch(() => undefined);
    });
    await own.pause({ keepMemory: false });
    const again = await Sandbox.connect(own.sandboxId, e2b.connection());
    expect(await again.files.read("kept.txt")).toBe("kept");
    expect(await again.commands.list()).toEqual([]);
    await again.kill();
  });

  it("kills: at once nothing is there, and streams break off", async () => {
    const own = await e2b.create();
    const command = await own.commands.run("sleep 1000", { background: true, timeoutMs: 0 });
    const ended = command.wait().then(
      () => "ended well",
      () => "broke off",
    );
    expect(await own.kill()).toBe(true);
    expect(await own.isRunning()).toBe(false);
    expect(await ended).toBe("broke off");
    expect(await own.kill()).toBe(false);
    await expect(own.getInfo()).rejects.toThrow(SandboxNotFoundError);
  });

  it("makes snapshots, which outlive their sandbox, and starts others from them", async () => {
    const source = await e2b.create({ envs: { KEPT: "env" } });
    await source.files.write("state.txt", "one");
    const snapshot = await source.createSnapshot({ name: "saved" });
    expect(snapshot.names).toEqual(["saved:default"]);
    await source.files.write("state.txt", "two");
    await source.kill();

    const copy = await e2b.create({}, snapshot.snapshotId);
    expect(await copy.files.read("state.txt")).toBe("one");
    expect((await copy.commands.run("echo $KEPT; stat -c %U state.txt")).stdout).toBe("env\nuser\n");
    await copy.kill();

    await expect(Sandbox.create(snapshot.snapshotId, e2b.connection(keys.bob))).rejects.toThrow("not found");
    const listed = await Sandbox.listSnapshots({ ...e2b.connection(), sandboxId: source.sandboxId }).nextItems();
    expect(listed).toEqual([snapshot]);
    expect(await Sandbox.deleteSnapshot(snapshot.snapshotId, e2b.connection())).toBe(true);
    expect(await Sandbox.deleteSnapshot(snapshot.snapshotId, e2b.connection())).toBe(false);
  });

  it("forks a sandbox, which goes on", async () => {
    await sandbox.files.write("forked.txt", "forked");
    const forks = await sandbox.fork({ count: 2, timeoutMs: 60_000 });
    expect(forks).toHaveLength(2);
    for (const fork of forks) {
      if (fork instanceof Error) throw fork;
      expect(fork.sandboxId).not.toBe(sandbox.sandboxId);
      expect(await fork.files.read("forked.txt")).toBe("forked");
      await fork.kill();
    }
    expect(await sandbox.isRunning()).toBe(true);
  });

  it("changes what a sandbox may reach while it runs", async () => {
    const own = await e2b.create({ network: { allowPublicTraffic: false } });
    await own.updateNetwork({ denyOut: ["0.0.0.0/0"], allowOut: ["example.com"] });
    expect((await own.getInfo()).network).toMatchObject({
      denyOut: ["0.0.0.0/0"],
      allowOut: ["example.com"],
      allowPublicTraffic: false,
    });
    await own.updateNetwork({ allowInternetAccess: false });
    expect(await own.getInfo()).toMatchObject({ allowInternetAccess: false });
    await expect(own.updateNetwork({ denyOut: ["example.com"] })).rejects.toThrow("denyOut");
    await own.pause({ keepMemory: false });
    await expect(own.updateNetwork({})).rejects.toThrow("409");
    await own.kill();
  });
});
