import { createHash } from "node:crypto";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import type { BundleReference } from "@nexau-cloud/contracts";
import { afterAll, describe, expect, it } from "vitest";
import { ZipFile } from "yazl";
import { useSandboxManager } from "../test-support/sandbox-manager-under-test.ts";

describe("the sandbox of a session", async () => {
  const manager = await useSandboxManager();
  const bundles = await serveBundles();
  const one = await bundles.add("one");
  const two = await bundles.add("two");
  await manager.platform.discovery.register({ id: "backend-1", service: "backend", url: bundles.url, lane: null });

  it("runs commands and keeps files, reached through the proxy", async () => {
    const sandbox = await manager.open("session-first");
    expect(await sandbox.run("echo hello; id -un; pwd")).toEqual({
      stdout: "hello\nuser\n/home/user\n",
      stderr: "",
      exitCode: 0,
      status: "exit status 0",
    });
    await sandbox.write("notes/a.txt", "from outside");
    expect((await sandbox.run("cat notes/a.txt && echo inside > b.txt")).stdout).toBe("from outside");
    expect(await sandbox.read("b.txt")).toBe("inside\n");
  });

  it("is made once, however many ask at the same time, and given again", async () => {
    const asked = await Promise.all(Array.from({ length: 8 }, () => manager.ensure("session-many")));
    expect(new Set(asked.map(({ id }) => id)).size).toBe(1);
    expect(asked[0]).toMatchObject({
      state: "running",
      sessionId: "session-many",
      driver: "bubblewrap",
      agentDir: null,
    });
    expect(asked[0]?.id).toMatch(/^i[a-z0-9]{20}$/);
    expect((await manager.ensure("session-many")).accessToken).toBe(asked[0]?.accessToken);
  });

  it("has the variables that were asked for last, without being restarted", async () => {
    const sandbox = await manager.open("session-env", { env: { STAGE: "one", GONE: "x" } });
    await sandbox.run("sleep 600 & echo $! > pid");
    expect((await sandbox.run("echo $STAGE")).stdout).toBe("one\n");
    await manager.ensure("session-env", { env: { STAGE: "two" } });
    expect((await sandbox.run("echo $STAGE.$GONE; kill -0 $(cat pid) && echo running")).stdout).toBe("two.\nrunning\n");
    // Nothing asked for: nothing changed.
    await manager.ensure("session-env");
    expect((await sandbox.run("echo $STAGE")).stdout).toBe("two\n");
  });

  it("has the agent that was asked for last, without being restarted", async () => {
    const sandbox = await manager.open("session-agent", { bundle: one });
    expect(sandbox.agentDir).toBe("/agent");
    expect((await sandbox.run("cat /agent/version.txt; sleep 600 & echo $! > pid")).stdout).toBe("one");
    await manager.ensure("session-agent", { bundle: two });
    expect((await sandbox.run("cat /agent/version.txt; kill -0 $(cat pid)")).stdout).toBe("two");
    expect((await manager.ensure("session-agent")).agentDir).toBe("/agent");
    expect((await sandbox.run("cat /agent/version.txt")).stdout).toBe("two");
    // Other sandboxes with the first agent still have it, though its files are shared.
    const other = await manager.open("session-agent-other", { bundle: one });
    expect((await other.run("cat /agent/version.txt")).stdout).toBe("one");
  });

  it("is not started with a bundle that cannot be had or is another than announced", async () => {
    const ensure = (bundle: BundleReference) => manager.ensure(`session-${bundle.digest.slice(0, 6)}`, { bundle });
    const wrong = { ...one, digest: "a".repeat(64) };
    await expect(ensure(wrong)).rejects.toMatchObject({ reason: "bundle_fetch_failed" });
    await expect(ensure({ ...wrong, url: "/nothing" })).rejects.toMatchObject({
      reason: "bundle_fetch_failed",
    });
    const short = { ...wrong, digest: "b".repeat(64), sizeBytes: 10 };
    await expect(ensure(short)).rejects.toMatchObject({ reason: "bundle_fetch_failed" });
    const elsewhere = { ...wrong, digest: "c".repeat(64), url: "http://169.254.169.254/latest" };
    await expect(ensure(elsewhere)).rejects.toMatchObject({ reason: "bundle_url_refused" });
    expect((await manager.list()).filter(({ state }) => state === "starting")).toEqual([]);
  });

  it("starts anew on its files when it has died, under the same id and token", async () => {
    const sandbox = await manager.open("session-died");
    await sandbox.run("echo kept > file");
    await sandbox.run("kill -9 $PPID", { user: "root" }).catch(() => undefined);
    await expect.poll(() => manager.stateOf("session-died")).toBe("stopped");
    expect((await sandbox.http("/health")).status).toBe(502);
    const again = await manager.open("session-died");
    expect([again.id, again.accessToken]).toEqual([sandbox.id, sandbox.accessToken]);
    expect((await again.run("cat file")).stdout).toBe("kept\n");
  });

  it("is there for who asks in the very moment in which it dies", async () => {
    const sandbox = await manager.open("session-dying");
    const dying = sandbox.run("kill -9 $PPID", { user: "root" }).catch(() => undefined);
    const again = await manager.open("session-dying", { env: { NEW: "yes" } });
    await dying;
    await expect.poll(async () => (await manager.open("session-dying", { env: { NEW: "yes" } })).state).toBe("running");
    expect(again.id).toBe(sandbox.id);
  });

  it("is deleted with its files; nothing there is fine", async () => {
    const sandbox = await manager.open("session-deleted");
    await sandbox.run("echo x > file");
    await manager.remove("session-deleted");
    await manager.remove("session-deleted");
    expect((await sandbox.http("/health")).status).toBe(502);
    expect(await manager.stateOf("session-deleted")).toBeUndefined();
    expect((await (await manager.open("session-deleted")).run("ls")).stdout).toBe("");
  });

  it("belongs to its project: another neither gets nor deletes it", async () => {
    await manager.ensure("session-owned");
    await expect(manager.ensure("session-owned", { projectId: "project-2" })).rejects.toMatchObject({
      reason: "sandbox_not_found",
    });
    await manager.remove("session-owned", "project-2");
    expect(await manager.stateOf("session-owned")).toBe("running");
  });

  it("goes with its project", async () => {
    for (const name of ["session-p1", "session-p2"]) await manager.ensure(name, { projectId: "project-3" });
    expect(await manager.removeProject("project-3")).toEqual({ deleted: 2 });
    expect(await manager.list("project-3")).toEqual([]);
  });

  it("needs a profile that exists", async () => {
    for (const profile of ["nothing", "__proto__", "constructor"]) {
      await expect(manager.ensure("session-profile", { profile })).rejects.toMatchObject({
        reason: "sandbox_profile_unknown",
      });
    }
  });
});

describe("how many sandboxes", async () => {
  const manager = await useSandboxManager({ config: { maxSandboxes: 3, maxSandboxesPerProject: 2 } });

  it("a project and the cloud run at once is limited, also for those who ask together", async () => {
    const results = await Promise.allSettled(["a", "b", "c", "d"].map((name) => manager.ensure(name)));
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(2);
    for (const result of results) {
      if (result.status === "rejected") expect(result.reason).toMatchObject({ reason: "sandbox_limit_reached" });
    }
    await manager.ensure("other-1", { projectId: "project-2" });
    await expect(manager.ensure("other-2", { projectId: "project-2" })).rejects.toMatchObject({
      reason: "sandbox_limit_reached",
      message: expect.stringContaining("cloud"),
    });
    await manager.remove("other-1", "project-2");
    await manager.ensure("other-2", { projectId: "project-2" });
  });
});

async function serveBundles() {
  const zips = new Map<string, Buffer>();
  const server = createServer((request, response) => {
    const zip = zips.get(request.url ?? "");
    response.writeHead(zip ? 200 : 404);
    response.end(zip);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  afterAll(() => server.close());
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
  return {
    url,
    add: async (version: string): Promise<BundleReference> => {
      const zip = new ZipFile();
      zip.addBuffer(Buffer.from('{"agents":{"main":"agent.yaml"}}'), "nexau.json");
      zip.addBuffer(Buffer.from("type: agent\nname: main\n"), "agent.yaml");
      zip.addBuffer(Buffer.from(version), "version.txt");
      zip.end();
      const bytes = Buffer.from(await text(zip.outputStream.setEncoding("latin1")), "latin1");
      zips.set(`/${version}`, bytes);
      return {
        digest: createHash("sha256").update(bytes).digest("hex"),
        sizeBytes: bytes.length,
        url: `/${version}`,
      };
    },
  };
}
