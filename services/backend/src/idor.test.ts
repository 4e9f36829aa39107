import { describe, expect, it } from "vitest";
import openapi from "../openapi.json" with { type: "json" };
import { createApiClient } from "./test-support/api-client.ts";
import { type TestUser, uploadVersion, useTestBackend } from "./test-support/test-backend.ts";

interface Operation {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  path: string;
}

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;
/** The public interface, every route of it, from the document that is made from the routes. */
const OPERATIONS: Operation[] = Object.entries<object>(openapi.paths).flatMap(([path, item]) =>
  METHODS.filter((method) => method.toLowerCase() in item && path.startsWith("/api/")).map((method) => ({
    method,
    path,
  })),
);
const OPEN = ["/api/auth/register", "/api/auth/login", "/api/auth/logout"];
const withIds = OPERATIONS.filter(({ path }) => path.includes("{"));

/** Bodies that are good, so that it is the id that is refused and not the body. */
const BODIES: Record<string, unknown> = {
  "PATCH /api/projects/{projectId}": { name: "taken" },
  "POST /api/projects/{projectId}/versions": { tag: "intruder" },
  "POST /api/projects/{projectId}/versions/{versionId}/artifact/upload-url": {
    content_type: "application/zip",
    content_length: 1,
  },
  "POST /api/projects/{projectId}/versions/{versionId}/artifact/confirm": { bundle_size: 1 },
  "POST /api/projects/{projectId}/env-vars": { key: "INTRUDER", value: "1" },
  "PUT /api/projects/{projectId}/env-vars": [],
  "PUT /api/projects/{projectId}/llm-config": { mode: "platform", provider: "demo", model: "demo" },
};

describe("every route of the public interface", async () => {
  const { app, anonymous, newUser, platform } = await useTestBackend();
  const ann = await newUser();
  const bob = await newUser();
  const annsIds = await makeEverything(ann);
  const bobsIds = await makeEverything(bob);
  const urlOf = (path: string, ids: Record<string, string>) =>
    path.replaceAll(/\{(\w+)\}/g, (_all, name) => ids[name] ?? "");
  const send = (user: TestUser, { method, path }: Operation, ids: Record<string, string>) =>
    user.api.call(method, urlOf(path, ids), BODIES[`${method} ${path}`]);
  const snapshot = async () => {
    const paths = ["", "/keys", "/sandbox-keys", "/versions", "/env-vars", "/llm-config", "/traces", "/audit-log"];
    const answers = await Promise.all(paths.map((path) => ann.api.get(`/api/projects/${annsIds.projectId}${path}`)));
    return answers.map(({ status, body }) => [status, body]);
  };

  async function makeEverything(user: TestUser): Promise<Record<string, string>> {
    const projectId = (await user.api.post("/api/projects", { name: "p" })).body.id;
    const base = `/api/projects/${projectId}`;
    const { versionId } = await uploadVersion(user.api, projectId, { tag: "v1" });
    const pending = (await user.api.post(`${base}/versions`, { tag: "v2" })).body.id;
    const announced = { content_type: "application/zip", content_length: 1 };
    const upload = (await user.api.post(`${base}/versions/${pending}/artifact/upload-url`, announced)).body;
    await user.api.post(`${base}/env-vars`, { key: "A", value: "1" });
    const spans = [
      {
        ...{
          traceId: `trace-of-${user.id}`,
          spanId: "s",
          parentSpanId: null,
          name: "n",
          kind: "span",
          model: null,
          usage: null,
        },
        ...{ startTime: "2026-01-01T00:00:00.000Z", endTime: null, status: "ok", statusMessage: null, attributes: {} },
      },
    ];
    const trace = { projectId, sessionId: "s", runId: "r", versionId, spans };
    await anonymous.post("/internal/traces", trace, { authorization: `Bearer ${platform.serviceToken}` });
    return {
      ...{ projectId, versionId, traceId: `trace-of-${user.id}`, key: "A" },
      keyId: (await user.api.get(`${base}/keys`)).body.data[0].id,
      sandboxKeyId: (await user.api.post(`${base}/sandbox-keys`)).body.id,
      tokenId: (await user.api.get("/api/auth/tokens")).body.data[0].id,
      artifactId: upload.upload_url.split("/").at(-1),
      ...{ sessionId: "sess_none", runId: "run_none" },
    };
  }

  const idsFor = ({ path }: Operation, ids: Record<string, string>) =>
    path.includes("sandbox-keys") ? { ...ids, keyId: ids.sandboxKeyId ?? "" } : ids;

  it("is swept", () => {
    expect(withIds.length).toBeGreaterThan(25);
    const names = withIds.flatMap(({ path }) => [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? ""));
    for (const name of names) expect(annsIds[name], name).toMatch(/./);
  });

  it.each(withIds)("hides $method $path from another user", async (operation) => {
    const before = await snapshot();
    const answer = await send(bob, operation, idsFor(operation, annsIds));
    expect([answer.status, answer.body.status]).toEqual([404, 404]);
    expect(await snapshot()).toEqual(before);
  });

  const nested = withIds.filter(({ path }) => /\/projects\/\{projectId\}.*\{(?!sessionId|runId)/.test(path));
  it.each(nested)("finds nothing of another project with $method $path under one's own", async (operation) => {
    const before = await snapshot();
    const { projectId: _theirs, ...ids } = idsFor(operation, annsIds);
    const own = { ...idsFor(operation, bobsIds), ...ids, key: "NOT_THERE", projectId: bobsIds.projectId ?? "" };
    const answer = await send(bob, operation, own);
    expect([answer.status, answer.body.status]).toEqual([404, 404]);
    expect(await snapshot()).toEqual(before);
  });

  it.each(OPERATIONS.filter(({ path }) => !OPEN.includes(path)))(
    "refuses $method $path without a credential",
    async (operation) => {
      const answer = await anonymous.call(
        operation.method,
        urlOf(operation.path, annsIds),
        BODIES[`${operation.method} ${operation.path}`],
      );
      expect(answer).toMatchObject({ status: 401, body: { code: "not_signed_in" } });
    },
  );

  it.each(OPERATIONS.filter(({ method, path }) => method !== "GET" && !OPEN.includes(path)))(
    "refuses $method $path to a token that may only read",
    async (operation) => {
      const { body } = await ann.api.post("/api/auth/tokens", { name: "reader", scopes: ["read"] });
      const reader = createApiClient(app, { authorization: `Bearer ${body.token}` });
      const answer = await reader.call(
        operation.method,
        urlOf(operation.path, annsIds),
        BODIES[`${operation.method} ${operation.path}`],
      );
      expect(answer).toMatchObject({ status: 403, body: { code: "token_scope_insufficient" } });
    },
  );

  it.each(["%00", "..%2f..%2f", "%27%20or%201%3D1--", "💥", "x".repeat(400)])(
    "takes %j for an id that is not there",
    async (id) => {
      for (const { method, path } of withIds) {
        const url = path.replaceAll(/\{\w+\}/g, encodeURI(decodeURI(id)) === id ? id : encodeURIComponent(id));
        const answer = await ann.api.call(method, url, BODIES[`${method} ${path}`]);
        expect([400, 404], `${method} ${path}`).toContain(answer.status);
      }
    },
  );

  it.each(
    Object.entries<object>(openapi.paths)
      .filter(([path]) => path.startsWith("/internal/"))
      .flatMap(([path, item]) =>
        METHODS.filter((method) => method.toLowerCase() in item).map((method) => ({ method, path })),
      ),
  )("keeps $method $path to our own services", async ({ method, path }) => {
    for (const client of [anonymous, ann.api, createApiClient(app, { authorization: "Bearer " })]) {
      expect((await client.call(method, urlOf(path, annsIds), {})).status).toBeGreaterThanOrEqual(400);
    }
    expect(await ann.api.call(method, urlOf(path, annsIds), method === "GET" ? undefined : {})).not.toMatchObject({
      status: 200,
    });
  });
});
