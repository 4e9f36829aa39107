import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { startCloud } from "./cloud.ts";
import { loadCloudConfig } from "./cloud-config.ts";
import { SERVICE_ORDER } from "./services.ts";

const PORTS = ["edge", "backend", "agent-gateway", "session-manager", "agent-runtime", "sandbox-manager"];
const anyPort = Object.fromEntries([
  ...PORTS.map((section) => [`${section}.port`, "0"]),
  ["runtime-sidecar.port", "0"],
  ["runtime-sidecar.traces-port", "0"],
]);

describe("the whole cloud in one process", async () => {
  const folder = await mkdtemp(join(tmpdir(), "nexau-cloud-whole-"));
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const configOf = (dataDir: string, flags: Record<string, string> = {}) =>
    loadCloudConfig({
      file: null,
      flags: { ...anyPort, "data-dir": join(folder, dataDir), "log.level": "silent", ...flags },
    }).value;

  it("starts every service, each well, and leaves nothing behind when it stops", async () => {
    const cloud = await startCloud(configOf("data"));
    expect(cloud.services.map(({ name }) => name)).toEqual(SERVICE_ORDER);
    for (const { name, url } of cloud.services) {
      const health = await fetch(`${url}/health`);
      expect({ name, status: health.status, body: await health.json() }).toEqual({
        name,
        status: 200,
        body: { status: "ok", missing: [] },
      });
      // The one public door keeps its own figures to itself.
      if (name !== "edge")
        expect(await (await fetch(`${url}/metrics`)).text()).toContain("process_resident_memory_bytes");
    }
    expect((await fetch(cloud.url)).status).toBe(200);
    await expect(startCloud(configOf("data"))).rejects.toMatchObject({ reason: "data_dir_in_use" });

    await cloud.lifecycle.stop();
    await expect(fetch(cloud.url)).rejects.toThrow();
    const postmaster = readFile(join(folder, "data/postgres/data/postmaster.pid"));
    await expect(postmaster).rejects.toMatchObject({ code: "ENOENT" });
  });

  it("says of all ports at once that they are taken, and gives everything up again", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => other.once("listening", resolve));
    const address = other.address();
    const port = String(typeof address === "object" ? address?.port : 0);
    const taken = configOf("taken", { "edge.port": port, "agent-gateway.port": port });
    await expect(startCloud(taken)).rejects.toMatchObject({
      reason: "port_in_use",
      message: expect.stringMatching(/NEXAU_CLOUD_AGENT_GATEWAY_PORT(.|\n)*NEXAU_CLOUD_EDGE_PORT/),
    });
    other.close();
    await using cloud = await startCloud(configOf("taken"));
    expect((await fetch(`${cloud.url}/health`)).status).toBe(200);
  });
});
