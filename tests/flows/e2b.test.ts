import { request } from "node:http";
import { text } from "node:stream/consumers";
import { createTestUser, useTestCloud } from "@nexau-cloud/testkit";
import { AuthenticationError, Sandbox } from "e2b";
import { describe, expect, it } from "vitest";

describe("an E2B program, pointed at this cloud", async () => {
  const cloud = await useTestCloud();
  const user = await createTestUser(cloud);
  const project = await user.createProject("e2b");
  const connection = { apiKey: await project.createSandboxKey(), apiUrl: `${cloud.url}/e2b`, sandboxUrl: cloud.url };

  it("makes a sandbox, works in it, and ends it", async () => {
    const sandbox = await Sandbox.create(connection);
    expect((await sandbox.commands.run("echo hello from $(whoami)")).stdout).toBe("hello from user\n");
    await sandbox.files.write("a.txt", "some text");
    expect(await sandbox.files.read("a.txt")).toBe("some text");
    const { port } = new URL(cloud.url);
    expect(sandbox.getHost(3000)).toBe(`3000-${sandbox.sandboxId}.sandbox.localhost:${port}`);
    expect(await sandbox.isRunning()).toBe(true);
    await sandbox.kill();
    expect(await sandbox.isRunning()).toBe(false);
  });

  it("reaches what listens inside by the name of its port", async () => {
    const sandbox = await Sandbox.create(connection);
    await sandbox.files.write("index.html", "from inside");
    const { promise: up, resolve } = Promise.withResolvers<void>();
    const server = await sandbox.commands.run("python3 -u -m http.server 3000 --bind 127.0.0.1", {
      background: true,
      timeoutMs: 0,
      onStdout: () => resolve(),
    });
    void server.wait().catch(() => undefined);
    await up;
    const { port } = new URL(cloud.url);
    const body = await new Promise<string>((answered, failed) => {
      const headers = { host: sandbox.getHost(3000) };
      const asking = request({ port, path: "/index.html", headers }, (answer) => text(answer).then(answered, failed));
      asking.on("error", failed).end();
    });
    expect(body).toBe("from inside");
    await sandbox.kill();
  });

  it("cuts what is open when its sandbox is killed", async () => {
    const sandbox = await Sandbox.create(connection);
    const command = await sandbox.commands.run("sleep 1000", { background: true, timeoutMs: 0 });
    const ended = command.wait().then(
      () => "ended well",
      () => "broke off",
    );
    await sandbox.kill();
    expect(await ended).toBe("broke off");
  });

  it("finds its sandbox paused, with its files, after the cloud was started again", async () => {
    const { sandboxId } = await Sandbox.create({ ...connection, metadata: { restarted: "yes" } });
    await (await Sandbox.connect(sandboxId, connection)).files.write("kept.txt", "kept");
    await cloud.restart();
    const now = { ...connection, apiUrl: `${cloud.url}/e2b`, sandboxUrl: cloud.url };
    const [found] = await Sandbox.list({ ...now, query: { metadata: { restarted: "yes" } } }).nextItems();
    expect(found).toMatchObject({ sandboxId, state: "paused" });
    const again = await Sandbox.connect(sandboxId, now);
    expect(await again.files.read("kept.txt")).toBe("kept");
    await again.kill();
  });

  it("is let in by no key that was never given", async () => {
    const wrong = { ...connection, apiUrl: `${cloud.url}/e2b`, apiKey: `e2b_${"0".repeat(40)}` };
    await expect(Sandbox.create(wrong)).rejects.toThrow(AuthenticationError);
  });
});
