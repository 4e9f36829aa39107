import { readdirSync } from "node:fs";
import { buffer, json } from "node:stream/consumers";
import type { Sandbox } from "@nexau-cloud/contracts";
import { beforeEach, describe, expect, it } from "vitest";
import { problem } from "../test/fake-services.ts";
import { projectId, session, useGateway } from "../test/gateway-under-test.ts";

const sandbox: Sandbox = {
  id: `i${"a".repeat(20)}`,
  projectId,
  sessionId: session.id,
  profile: "default",
  driver: "bubblewrap",
  state: "running",
  createdAt: "2026-01-01T00:00:00.000Z",
  expiresAt: "2026-01-01T01:00:00.000Z",
  agentDir: null,
  homeDir: "/home/user",
  accessToken: "sandbox-token",
};
const query = `?project_id=${projectId}&distinct_id=user-1&source=user`;

describe("files", async () => {
  const gateway = await useGateway({ fileBytes: 1_000_000 });
  const ensured: unknown[] = [];
  const written = new Map<string, Buffer>();
  const removed: string[] = [];

  gateway.backend.routes[`GET /internal/projects/${projectId}/versions/version-1/launch`] = () => ({
    projectId,
    versionId: "version-1",
    versionTag: "v1",
    bundle: { digest: "0".repeat(64), sizeBytes: 1, url: "/objects/x" },
    env: { GREETING: "hello" },
    llm: { apiType: "openai_chat_completion", model: "m", models: ["m"] },
    sandbox: { profile: "default" },
  });
  Object.assign(gateway.sandboxManager.routes, {
    [`PUT /sessions/${session.id}/sandbox`]: async (request) => {
      ensured.push(await json(request));
      return sandbox;
    },
    "POST /files": async (request, response, url) => {
      if (request.headers["x-access-token"] !== sandbox.accessToken) return problem(response, 401, "unauthenticated");
      if (request.headers["e2b-sandbox-id"] !== sandbox.id || request.headers["e2b-sandbox-port"] !== "49983") {
        return problem(response, 404, "no_sandbox");
      }
      const path = url.searchParams.get("path") ?? "";
      const bytes = await buffer(request);
      if (path.includes("full")) {
        response.writeHead(507).end(JSON.stringify({ code: 507, message: "disk full" }));
        return undefined;
      }
      written.set(path, bytes);
      return [{ path, name: "x", type: "file" }];
    },
    "POST /filesystem.Filesystem/ListDir": async (request, response) => {
      const { path } = (await json(request)) as { path: string };
      if (path.endsWith("missing")) {
        response.writeHead(404).end(JSON.stringify({ code: "not_found", message: "no" }));
        return undefined;
      }
      const modifiedTime = "2026-01-01T00:00:00Z";
      return {
        entries: [
          { name: "a", path: `${path}/a`, type: "FILE_TYPE_FILE", size: "12", modifiedTime },
          { name: "d", path: `${path}/d`, type: "FILE_TYPE_DIRECTORY", modifiedTime },
        ],
      };
    },
    "POST /filesystem.Filesystem/Remove": async (request) => {
      removed.push(((await json(request)) as { path: string }).path);
      return {};
    },
  } satisfies typeof gateway.sandboxManager.routes);

  beforeEach(() => {
    ensured.length = removed.length = 0;
    written.clear();
  });

  const form = (...parts: [string, string | File][]) => {
    const body = new FormData();
    for (const [name, value] of parts) body.append(name, value);
    return { method: "POST", body };
  };
  const file = (name: string, size = 10) => new File(["x".repeat(size)], name);
  const sessionField: [string, string] = ["session_id", session.id];

  it("puts a file into the session's sandbox, made with the version's bundle and variables", async () => {
    const response = await gateway.call(
      `/files${query}&version_id=version-1`,
      form(sessionField, ["file", file("a.txt")]),
    );
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ path: "/home/user/a.txt", name: "a.txt", size: 10 });
    expect(written.get("/home/user/a.txt")?.toString()).toBe("x".repeat(10));
    expect(ensured).toMatchObject([{ projectId, env: { GREETING: "hello" }, bundle: { digest: "0".repeat(64) } }]);
  });

  it("takes a form that names the session after the file, and keeps nothing of it", async () => {
    const response = await gateway.call(`/files${query}`, form(["file", file("late.txt", 200_000)], sessionField));
    expect(await response.json()).toMatchObject({ path: "/home/user/late.txt", size: 200_000 });
    expect(readdirSync(await gateway.platform.dataDir("uploads"))).toEqual([]);
  });

  it.each([
    ["../../etc/passwd", "passwd"],
    ["C:\\temp\\report.pdf", "report.pdf"],
    ["/abs/x", "x"],
    ["a\u202eb.txt", "ab.txt"],
  ])("takes %j for the name %s", async (given, name) => {
    const response = await gateway.call(`/files${query}`, form(sessionField, ["file", file(given)]));
    expect(await response.json()).toMatchObject({ path: `/home/user/${name}`, name });
  });

  it.each(["..", "dir/", "x".repeat(300)])("refuses the name %s", async (given) => {
    const response = await gateway.call(`/files${query}`, form(sessionField, ["file", file(given)]));
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: "file_name_invalid" });
  });

  it("refuses a file that is too large, and leaves no half of it", async () => {
    const response = await gateway.call(`/files${query}`, form(sessionField, ["file", file("big.bin", 1_000_001)]));
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ code: "file_too_large" });
    expect(removed).toEqual(["/home/user/big.bin"]);
    const late = await gateway.call(`/files${query}`, form(["file", file("late.bin", 1_000_001)], sessionField));
    expect(await late.json()).toMatchObject({ code: "file_too_large" });
    expect(written.has("/home/user/late.bin")).toBe(false);
    expect(readdirSync(await gateway.platform.dataDir("uploads"))).toEqual([]);
  });

  it("refuses a form without a file or without a session, and what is no form", async () => {
    expect(await (await gateway.call(`/files${query}`, form(sessionField))).json()).toMatchObject({
      code: "file_missing",
    });
    expect((await gateway.call(`/files${query}`, form(["file", file("a")]))).status).toBe(400);
    expect((await gateway.post(`/files${query}`, { session_id: session.id })).status).toBe(415);
  });

  it("hides other projects", async () => {
    const response = await gateway.call("/files?project_id=other", form(sessionField, ["file", file("a")]));
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ code: "project_not_found" });
    const foreign = await gateway.call(`/files${query}`, form(["session_id", "sess_other"], ["file", file("a")]));
    expect(foreign.status).toBe(404);
  });

  it("says that the sandbox's disk is full", async () => {
    const response = await gateway.call(`/files${query}`, form(sessionField, ["file", file("full")]));
    expect(response.status).toBe(507);
    expect(await response.json()).toMatchObject({ code: "sandbox_disk_full" });
  });

  it("lists a folder, named in the query, in JSON or in a form", async () => {
    const target = { session_id: session.id, distinct_id: "user-1", path: "work" };
    const params = new URLSearchParams(target);
    const asked = [
      await gateway.call(`/files/list?${params}`),
      await gateway.post("/files/list", target),
      await gateway.call("/files/list", form(...Object.entries(target))),
    ];
    for (const response of asked) {
      expect(await response.json()).toEqual({
        data: [
          { path: "/home/user/work/a", name: "a", type: "file", size: 12, modified_at: "2026-01-01T00:00:00Z" },
          { path: "/home/user/work/d", name: "d", type: "directory", size: 0, modified_at: "2026-01-01T00:00:00Z" },
        ],
      });
    }
    const missing = await gateway.post("/files/list", { ...target, path: "missing" });
    expect(missing.status).toBe(404);
  });

  it("deletes below the home folder and /tmp only", async () => {
    const remove = (path: string | undefined) => gateway.post("/files/delete", { session_id: session.id, path });
    expect(await (await remove("a.txt")).json()).toEqual({ status: "success", path: "/home/user/a.txt" });
    expect(await (await remove("/tmp/x")).json()).toEqual({ status: "success", path: "/tmp/x" });
    for (const path of [undefined, "", ".", "/tmp", "/etc/passwd", "../other", "a/../..", "/home/user2/x"]) {
      expect(await (await remove(path)).json()).toMatchObject({ status: 400, code: "file_path_invalid" });
    }
    expect(removed).toEqual(["/home/user/a.txt", "/tmp/x"]);
  });
});
