import { ServiceError } from "@nexau-cloud/platform";
import { afterEach, describe, expect, it } from "vitest";
import { migrations } from "../db/migrations.ts";
import type { Tables } from "../db/tables.ts";
import { AGENTS, uploadVersion, useTestBackend } from "../test-support/test-backend.ts";

describe("versions", async () => {
  let now = new Date("2026-01-01T00:00:00Z");
  const { anonymous, newUser, neighbours, cleanup, platform } = await useTestBackend({ platform: { now: () => now } });
  const ann = await newUser();
  const okReport = neighbours.report;
  const newProject = async () => (await ann.api.post("/api/projects", { name: "p" })).body.id as string;
  const urlOf = (projectId: string, versionId: string) => `/api/projects/${projectId}/versions/${versionId}`;
  const resolve = (projectId: string, query = "") =>
    anonymous.get(`/internal/projects/${projectId}/version${query}`, {
      authorization: `Bearer ${platform.serviceToken}`,
    });
  const deployed = async (projectId: string, tag: string) => {
    const { versionId } = await uploadVersion(ann.api, projectId, { tag });
    now = new Date(now.getTime() + 1000);
    const activated = await ann.api.put(`${urlOf(projectId, versionId)}/activate`);
    return { versionId, url: urlOf(projectId, versionId), activated };
  };
  const issue = (code: string, file: string, message: string) => ({ code, file, message });

  afterEach(() => {
    neighbours.report = okReport;
    neighbours.beforeCheck = async () => undefined;
  });

  it("start inactive, with a tag that is theirs alone in the project", async () => {
    const id = await newProject();
    const created = await ann.api.post(`/api/projects/${id}/versions`, { tag: "v1.0_a-b" });
    expect(created).toMatchObject({ status: 201, body: { tag: "v1.0_a-b", status: "inactive", artifact: null } });
    const again = await ann.api.post(`/api/projects/${id}/versions`, { tag: "v1.0_a-b" });
    expect(again).toMatchObject({ status: 409, body: { code: "tag_taken" } });
    expect((await ann.api.post(`/api/projects/${await newProject()}/versions`, { tag: "v1.0_a-b" })).status).toBe(201);
  });

  it("get one winner when a tag is asked for many times at once", async () => {
    const id = await newProject();
    const answers = await Promise.all(
      [1, 2, 3, 4].map(() => ann.api.post(`/api/projects/${id}/versions`, { tag: "v1" })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409]);
  });

  it.each(["", "a b", "a/b", "ä", "../x", "x".repeat(129), 1, null])("refuse the tag %j", async (tag) => {
    expect((await ann.api.post(`/api/projects/${await newProject()}/versions`, { tag })).body.code).toBe(
      "invalid_request",
    );
  });

  it("show what activation found in the bundle", async () => {
    const id = await newProject();
    const { url, activated } = await deployed(id, "v1");
    expect(activated).toMatchObject({ status: 200, body: { status: "active", agents: ["helper"] } });
    const { body } = await ann.api.get(url);
    expect(body).toMatchObject({
      status: "active",
      artifact: { state: "ready" },
      agent_details: [
        { name: "helper", system_prompt: "Help.", tools: [{ name: "add", input_schema: { type: "object" } }] },
      ],
    });
    expect((await ann.api.get(`/api/projects/${id}/versions`)).body.data).toMatchObject([
      { tag: "v1", agents: ["helper"] },
    ]);
  });

  it("take an activation with an empty JSON body, as many clients send it", async () => {
    const id = await newProject();
    const { versionId } = await uploadVersion(ann.api, id, { tag: "v1" });
    const answer = await ann.api.put(`${urlOf(id, versionId)}/activate`, Buffer.alloc(0), {
      "content-type": "application/json",
    });
    expect(answer.status).toBe(200);
  });

  it("stay inactive and say exactly why when the agent does not load", async () => {
    const id = await newProject();
    const { versionId } = await uploadVersion(ann.api, id, { tag: "v1" });
    neighbours.report = {
      ok: false,
      issues: [
        issue("binding_import_failed", "tools/sql.py", "ModuleNotFoundError: No module named 'nope'"),
        issue("skill_missing", "skills/x", "The folder does not exist."),
      ],
      warnings: [],
      agents: [],
    };
    expect(await ann.api.put(`${urlOf(id, versionId)}/activate`)).toMatchObject({
      status: 422,
      body: {
        code: "activation_failed",
        detail: "ModuleNotFoundError: No module named 'nope'",
        errors: [
          { path: "tools/sql.py", message: "ModuleNotFoundError: No module named 'nope'" },
          { path: "skills/x", message: "The folder does not exist." },
        ],
      },
    });
    expect((await ann.api.get(urlOf(id, versionId))).body).toMatchObject({
      status: "failed",
      status_reason: "ModuleNotFoundError: No module named 'nope'",
      issues: [{ file: "tools/sql.py" }, { file: "skills/x" }],
    });
    expect((await resolve(id, "?tag=v1")).body.code).toBe("version_inactive");
    neighbours.report = okReport;
    expect((await ann.api.put(`${urlOf(id, versionId)}/activate`)).body).toMatchObject({
      status: "active",
      status_reason: null,
    });
  });

  it("are as they were when the check could not be carried out", async () => {
    const id = await newProject();
    const { versionId } = await uploadVersion(ann.api, id, { tag: "v1" });
    neighbours.beforeCheck = async () => {
      throw new ServiceError("unavailable", "service_unavailable", "The agent-runtime cannot be reached.");
    };
    expect((await ann.api.put(`${urlOf(id, versionId)}/activate`)).body).toMatchObject({
      status: 503,
      code: "service_unavailable",
    });
    expect((await ann.api.get(urlOf(id, versionId))).body).toMatchObject({ status: "inactive", status_reason: null });
  });

  it("cannot be activated before their artifact is confirmed", async () => {
    const id = await newProject();
    const { body } = await ann.api.post(`/api/projects/${id}/versions`, { tag: "v1" });
    expect(await ann.api.put(`${urlOf(id, body.id)}/activate`)).toMatchObject({
      status: 409,
      body: { code: "artifact_not_ready" },
    });
  });

  it("are checked by one activation at a time, and not deleted meanwhile", async () => {
    const id = await newProject();
    const { versionId } = await uploadVersion(ann.api, id, { tag: "v1" });
    const url = urlOf(id, versionId);
    const gate = Promise.withResolvers<void>();
    const entered = Promise.withResolvers<void>();
    neighbours.beforeCheck = () => {
      entered.resolve();
      return gate.promise;
    };
    const first = ann.api.put(`${url}/activate`);
    await entered.promise;
    expect((await ann.api.get(url)).body.status).toBe("activating");
    for (const answer of [
      await ann.api.put(`${url}/activate`),
      await ann.api.put(`${url}/deactivate`),
      await ann.api.delete(url),
    ]) {
      expect(answer).toMatchObject({ status: 409, body: { code: "activation_in_progress" } });
    }
    gate.resolve();
    expect((await first).status).toBe(200);
    const launches = neighbours.launches.length;
    expect((await ann.api.put(`${url}/activate`)).status).toBe(200);
    expect(neighbours.launches).toHaveLength(launches);
  });

  it("left activating by a crash are set free by the clean-up", async () => {
    const id = await newProject();
    const { versionId } = await uploadVersion(ann.api, id, { tag: "v1" });
    const db = await platform.database<Tables>("backend", migrations);
    await db.updateTable("versions").set({ status: "activating" }).where("id", "=", versionId).execute();
    await cleanup.run();
    expect((await ann.api.get(urlOf(id, versionId))).body).toMatchObject({
      status: "inactive",
      status_reason: expect.stringContaining("interrupted"),
    });
  });

  it("may be active side by side; the newest activated is the default, an older one after it is activated again", async () => {
    const id = await newProject();
    expect((await resolve(id)).body.code).toBe("version_inactive");
    const one = await deployed(id, "v1");
    const two = await deployed(id, "v2");
    expect((await resolve(id)).body).toMatchObject({ tag: "v2", agents: ["helper"] });
    expect((await resolve(id, "?tag=v1")).body).toMatchObject({ versionId: one.versionId, tag: "v1" });
    expect((await resolve(id, `?versionId=${two.versionId}`)).body).toMatchObject({ tag: "v2" });
    now = new Date(now.getTime() + 1000);
    await ann.api.put(`${one.url}/activate`);
    expect((await resolve(id)).body).toMatchObject({ tag: "v1" });
  });

  it("are not found by another project, by a tag that is not there, or by tag and id that differ", async () => {
    const id = await newProject();
    const { versionId } = await deployed(id, "v1");
    for (const [project, query] of [
      [await newProject(), `?versionId=${versionId}`],
      [id, "?tag=v9"],
      [id, `?tag=v9&versionId=${versionId}`],
    ] as const) {
      expect(await resolve(project, query)).toMatchObject({ status: 404, body: { code: "version_not_found" } });
    }
    expect((await resolve("no-project", "?tag=v1")).body.code).toBe("project_not_found");
  });

  it("are refused to callers once deactivated, and announce it", async () => {
    const id = await newProject();
    const { versionId, url } = await deployed(id, "v1");
    const heard: unknown[] = [];
    await platform.coordination.bus.subscribe("versions.changed", (message) => heard.push(message));
    expect((await ann.api.put(`${url}/deactivate`)).body).toMatchObject({ status: "inactive", activated_at: null });
    expect(heard).toContainEqual({ projectId: id, versionId, active: false });
    expect(await resolve(id, "?tag=v1")).toMatchObject({ status: 409, body: { code: "version_inactive" } });
    expect((await ann.api.put(`${url}/deactivate`)).status).toBe(200);
  });

  it("take their tag along when they are deleted, if they ever ran", async () => {
    const id = await newProject();
    const ran = await deployed(id, "ran");
    const { versionId } = await uploadVersion(ann.api, id, { tag: "never-ran" });
    expect((await ann.api.delete(ran.url)).status).toBe(204);
    expect((await ann.api.delete(urlOf(id, versionId))).status).toBe(204);
    expect((await ann.api.get(ran.url)).status).toBe(404);
    expect((await resolve(id, "?tag=ran")).body.code).toBe("version_not_found");
    expect((await ann.api.post(`/api/projects/${id}/versions`, { tag: "ran" })).body.code).toBe("tag_taken");
    expect((await ann.api.post(`/api/projects/${id}/versions`, { tag: "never-ran" })).status).toBe(201);
  });

  it("are launched with their bundle by signed URL, the project's variables, and the models their agents name", async () => {
    const id = await newProject();
    await ann.api.post(`/api/projects/${id}/env-vars`, { key: "A", value: "1", is_secret: true });
    const { versionId } = await deployed(id, "v1");
    const internal = { authorization: `Bearer ${platform.serviceToken}` };
    const { body } = await anonymous.get(`/internal/projects/${id}/versions/${versionId}/launch`, internal);
    expect(body).toMatchObject({
      projectId: id,
      versionId,
      versionTag: "v1",
      env: { A: "1" },
      llm: { apiType: "openai_chat_completion", model: "demo", models: ["demo", AGENTS[0]?.model] },
      sandbox: { profile: "default" },
    });
    expect(body.bundle.url).toMatch(/^http:\/\/backend\.test\/objects\/artifacts\/sha256\/[0-9a-f]{64}\?/);
    const path = body.bundle.url.replace("http://backend.test", "");
    const bundle = await anonymous.get(path);
    expect(bundle).toMatchObject({ status: 200, headers: { "content-length": String(body.bundle.sizeBytes) } });
    expect((await anonymous.get(path.replace(/.$/, "x"))).status).toBe(403);
    expect((await anonymous.get(path.split("?")[0] ?? "")).status).toBe(403);
    expect((await anonymous.call("PUT", path, Buffer.from("x"))).status).toBe(404);
    now = new Date(now.getTime() + 3_600_000);
    expect((await anonymous.get(path)).body.code).toBe("signed_url_expired");
  });
});
