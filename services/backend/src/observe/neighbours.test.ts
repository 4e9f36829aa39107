import { BundleReport } from "@nexau-cloud/contracts";
import { createHttpServer, listen, type ServiceName } from "@nexau-cloud/platform";
import { useTestPlatform } from "@nexau-cloud/testkit";
import type { FastifyInstance } from "fastify";
import { describe, expect, it } from "vitest";
import { backendConfig } from "../config.ts";
import { createBackend } from "../service.ts";
import { createApiClient } from "../test-support/api-client.ts";
import { uploadVersion } from "../test-support/test-backend.ts";

const RUN = {
  ...{
    id: "run_1",
    sessionId: "sess_1",
    projectId: "p",
    distinctId: "d",
    versionId: "v",
    versionTag: "v1",
    agent: "a",
  },
  ...{ source: "user", lane: null, state: "finished", stopReason: "done", result: "ok", error: null, lastSequence: 3 },
  usage: {
    ...{ input_tokens: 1, completion_tokens: 2, reasoning_tokens: 0, total_tokens: 3 },
    ...{ cache_creation_tokens: 0, cache_read_tokens: 0, input_tokens_uncached: 1 },
  },
  ...{ attempt: 1, createdAt: "2026-01-01T00:00:00.000Z", endedAt: null },
};

describe("neighbours over HTTP", async () => {
  const platform = await useTestPlatform();
  const heard: { call: string; authorization: string | undefined; body: { runId?: string } }[] = [];

  /** A neighbour that writes down what it is asked. */
  async function neighbour(service: ServiceName, routes: (app: FastifyInstance) => void) {
    const app = await createHttpServer({
      ...{ name: service, version: "0", description: "", log: platform.log, limits: platform.http.limits },
    });
    app.addHook("preHandler", async ({ method, url, headers, body }) => {
      heard.push({ call: `${method} ${url}`, authorization: headers.authorization, body: Object(body) });
    });
    routes(app);
    const { url } = await listen(app, platform, { name: service, port: 0 });
    await platform.discovery.register({ id: service, service, url, lane: null });
  }

  await neighbour("session-manager", (app) => {
    app.post("/request-tokens", async (_request, reply) => reply.code(201).send({ token: "minted", expiresAt: "" }));
    app.delete("/request-tokens/:jti", async (_request, reply) => reply.code(204).send());
    app.get("/sessions", async () => ({ data: [], next_cursor: null }));
    app.delete("/sessions", async () => ({ deleted: 0 }));
    app.get("/runs", async () => ({ data: [RUN], next_cursor: "next" }));
  });
  await neighbour("agent-runtime", (app) => {
    app.post("/checks", async () => BundleReport.parse({ ok: true, issues: [], warnings: [], agents: [] }));
  });
  await neighbour("sandbox-manager", (app) => {
    app.delete("/projects/:projectId/sandboxes", async () => ({ deleted: 0 }));
  });
  await platform.discovery.register({ id: "backend", service: "backend", url: "http://backend.test", lane: null });
  const { app } = await createBackend({ ...backendConfig.parse({}), providers: [] }, platform);
  const anonymous = createApiClient(app, {});
  const { cookie } = await anonymous.post("/api/auth/register", { email: "a@example.com", password: "password-1" });
  const api = createApiClient(app, { cookie });
  const { id } = (await api.post("/api/projects", { name: "p" })).body;
  const own = `Bearer ${platform.serviceToken}`;

  it("are asked for a token that opens a sandbox only, which is revoked after the check", async () => {
    const { versionId } = await uploadVersion(api, id, { tag: "v1" });
    heard.length = 0;
    expect((await api.put(`/api/projects/${id}/versions/${versionId}/activate`)).status).toBe(200);
    const [mint, check, revoke] = heard;
    expect(mint).toMatchObject({
      call: "POST /request-tokens",
      authorization: own,
      body: { projectId: id, versionId, scopes: ["sandbox"] },
    });
    expect(check).toMatchObject({
      call: "POST /checks",
      authorization: own,
      body: { requestToken: "minted", launch: { versionId } },
    });
    expect(revoke?.call).toBe(`DELETE /request-tokens/${mint?.body.runId}`);
  });

  it("list a project's sessions and runs, which are shown as the public interface writes them", async () => {
    heard.length = 0;
    expect((await api.get(`/api/projects/${id}/sessions?distinct_id=u&limit=5`)).body).toEqual({
      data: [],
      next_cursor: null,
    });
    const runs = await api.get(`/api/projects/${id}/runs?session_id=sess_1`);
    expect(runs.body).toMatchObject({
      data: [{ id: "run_1", session_id: "sess_1", version_tag: "v1", stop_reason: "done", usage: { total_tokens: 3 } }],
      next_cursor: "next",
    });
    expect(
      heard.map(({ call }) => new URL(call.split(" ")[1] ?? "", "http://x").searchParams.get("projectId")),
    ).toEqual([id, id]);
    expect(heard[0]?.call).toContain("distinctId=u");
  });

  it("say themselves what is not found", async () => {
    const answer = await api.get(`/api/projects/${id}/runs/run_2`);
    expect(answer).toMatchObject({ status: 404, body: { code: "route_not_found" } });
  });

  it("delete what they keep of a project", async () => {
    heard.length = 0;
    expect((await api.delete(`/api/projects/${id}`)).status).toBe(204);
    expect(heard.map(({ call }) => call)).toEqual([
      `DELETE /sessions?projectId=${id}`,
      `DELETE /projects/${id}/sandboxes`,
    ]);
  });
});
