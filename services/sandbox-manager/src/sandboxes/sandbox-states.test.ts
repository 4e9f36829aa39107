import { describe, expect, it } from "vitest";
import { useSandboxManager } from "../test-support/sandbox-manager-under-test.ts";

describe("the life of a sandbox", async () => {
  const clock = { ahead: 0 };
  const manager = await useSandboxManager({
    clock,
    profile: { idleTimeoutMs: 60_000, maxLifetimeMs: 600_000, diskMb: 20 },
    config: { filesRetentionMs: 3_600_000 },
  });
  const becomes = (sessionId: string, state: string | undefined) =>
    expect.poll(() => manager.stateOf(sessionId)).toBe(state);

  it("goes idle when nobody uses it, keeps its files, and comes back under the same id", async () => {
    const sandbox = await manager.open("idle");
    await sandbox.run("echo kept > file");
    expect(new Date(sandbox.expiresAt).getTime()).toBeLessThanOrEqual(Date.now() + 60_000);
    clock.ahead += 61_000;
    await becomes("idle", "stopped");
    expect((await sandbox.http("/health")).status).toBe(502);
    const again = await manager.open("idle");
    expect(again.id).toBe(sandbox.id);
    expect((await again.run("cat file")).stdout).toBe("kept\n");
  });

  it("is not idle while a call into it is under way, nor for its time after one", async () => {
    const sandbox = await manager.open("busy");
    const running = sandbox.start("echo up; read -r _ < fifo; echo done");
    await sandbox.run("mkfifo fifo");
    const stream = sandbox.start("echo up; read -r _ < fifo; echo done")[Symbol.asyncIterator]();
    await stream.next();
    await stream.next();
    clock.ahead += 120_000;
    // Another that nobody uses shows that the look-out has been round.
    await manager.ensure("busy-other");
    clock.ahead += 61_000;
    await becomes("busy-other", "stopped");
    expect(await manager.stateOf("busy")).toBe("running");
    await sandbox.run("echo > fifo");
    for (let turn = await stream.next(); !turn.done; turn = await stream.next());
    expect(running).toBeDefined();
    clock.ahead += 61_000;
    await becomes("busy", "stopped");
  });

  it("ends after its longest life, however much it is used", async () => {
    const sandbox = await manager.open("old");
    const stream = sandbox.start("sleep 600")[Symbol.asyncIterator]();
    await stream.next();
    clock.ahead += 601_000;
    await becomes("old", "stopped");
    await expect(stream.next()).rejects.toThrow();
  });

  it("is stopped when it takes more of the disk than it may, and nobody else is", async () => {
    const sandbox = await manager.open("full");
    await manager.ensure("lean");
    await sandbox.run("for i in 1 2 3; do head -c 10000000 /dev/zero > file$i; done; sync").catch(() => undefined);
    await becomes("full", "stopped");
    expect(await manager.stateOf("lean")).toBe("running");
  });

  it("answers 507 to an upload that is larger than its disk", async () => {
    const sandbox = await manager.open("upload");
    const response = await sandbox.http("/files?path=large", {
      method: "POST",
      headers: { "content-type": "application/octet-stream" },
      body: Buffer.alloc(25_000_000),
    });
    expect([response.status, await response.json()]).toEqual([
      507,
      { code: 507, message: "not enough disk space available" },
    ]);
    expect((await sandbox.run("echo alive")).stdout).toBe("alive\n");
  });

  it("is forgotten with its files when nobody comes back for long enough", async () => {
    await (await manager.open("forgotten")).run("echo x > file");
    clock.ahead += 61_000;
    await becomes("forgotten", "stopped");
    clock.ahead += 3_601_000;
    await becomes("forgotten", undefined);
    expect((await (await manager.open("forgotten")).run("ls")).stdout).toBe("");
  });

  it("ends with the manager, and starts again with its files under the next", async () => {
    const sandbox = await manager.open("restarted");
    await sandbox.run("echo kept > file; sleep 600 & echo $! > pid");
    const stream = sandbox.start("sleep 600")[Symbol.asyncIterator]();
    await stream.next();
    await manager.restart();
    await expect(stream.next()).rejects.toThrow();
    expect(await manager.stateOf("restarted")).toBe("stopped");
    const again = await manager.open("restarted");
    expect([again.id, again.accessToken]).toEqual([sandbox.id, sandbox.accessToken]);
    expect((await again.run("cat file; kill -0 $(cat pid) 2>/dev/null || echo gone")).stdout).toBe("kept\ngone\n");
  });
});
