import { createTestUser, useTestCloud, zipFiles } from "@nexau-cloud/testkit";
import { describe, expect, it } from "vitest";
import { testAgent } from "./test-agent.ts";

describe("what is refused", async () => {
  const cloud = await useTestCloud();
  const alice = await createTestUser(cloud);
  const bob = await createTestUser(cloud);
  const project = await alice.createProject("alice's");
  await project.deploy(testAgent);

  describe("two users", () => {
    it.each([
      ["GET", ""],
      ["PATCH", ""],
      ["DELETE", ""],
      ["GET", "/versions"],
      ["GET", "/keys"],
      ["GET", "/env-vars"],
      ["GET", "/llm-config"],
      ["GET", "/sessions"],
      ["GET", "/traces"],
    ])("do not see each other: %s /api/projects/{id}%s", async (method, path) => {
      const answer = await bob.call(
        method,
        `/api/projects/${project.id}${path}`,
        method === "PATCH" ? { name: "mine" } : undefined,
      );
      expect(answer).toMatchObject({ status: 404, body: { code: "project_not_found" } });
    });

    it("do not reach each other's sessions", async () => {
      const session = await project.createSession();
      const others = await bob.createProject("bob's");
      await others.deploy(testAgent);
      const foreign = await others.chat(session, "hello");
      expect(foreign.response.status).toBe(404);
      expect(await foreign.response.json()).toMatchObject({ code: "session_not_found" });
      const otherEndUser = await project.chat(session, "hello", { distinctId: "mallory" });
      expect(otherEndUser.response.status).toBe(404);
    });
  });

  describe("keys", () => {
    it.each([
      [undefined],
      ["Basic nonsense"],
      ["Bearer abc"],
      ["AKSK ak_x:sk_y"],
      [`Basic ${Buffer.from("ak_x").toString("base64")}`],
    ])("that are wrong: Authorization %s", async (authorization) => {
      const response = await fetch(`${cloud.url}/agent-api/sessions`, {
        method: "POST",
        headers: { "content-type": "application/json", ...(authorization ? { authorization } : {}) },
        body: JSON.stringify({ distinct_id: "alice" }),
      });
      expect(response.status).toBe(401);
    });

    it("that were deleted are refused at once", async () => {
      const key = await alice.call<{ id: string; access_key: string; secret_key: string }>(
        "POST",
        `/api/projects/${project.id}/keys`,
        { name: "second" },
      );
      const open = () =>
        fetch(`${cloud.url}/agent-api/sessions`, {
          method: "POST",
          headers: {
            "content-type": "application/json",
            authorization: `AKSK ${key.body.access_key}:${key.body.secret_key}`,
          },
          body: JSON.stringify({ distinct_id: "alice" }),
        });
      expect((await open()).status).toBeLessThan(300);
      await alice.call("DELETE", `/api/projects/${project.id}/keys/${key.body.id}`);
      expect((await open()).status).toBe(401);
    });
  });

  it("an empty distinct_id", async () => {
    expect((await project.agentCall("POST", "/sessions", { distinct_id: "" })).status).toBe(400);
  });

  it("an inactive version", async () => {
    await alice.call("POST", `/api/projects/${project.id}/versions`, { tag: "empty" });
    const chat = await project.chat(await project.createSession(), "hello", { tag: "empty" });
    expect(await chat.response.json()).toMatchObject({ status: 409, code: "version_inactive" });
  });

  it("a tag used twice", async () => {
    const answer = await alice.call("POST", `/api/projects/${project.id}/versions`, { tag: "v1" });
    expect(answer).toMatchObject({ status: 409, body: { code: "tag_taken" } });
  });

  describe("bundles", () => {
    const changed = (path: string, content: string) => ({ ...testAgent, [path]: content });
    const without = (path: string) => Object.fromEntries(Object.entries(testAgent).filter(([name]) => name !== path));

    it.each<[string, Record<string, string>, RegExp]>([
      ["without nexau.json", without("nexau.json"), /nexau\.json/],
      ["whose agent is not there", without("agent.yaml"), /agent\.yaml/],
      ["with broken YAML", changed("agent.yaml", "name: [x"), /agent\.yaml/],
      ["with an unknown key", changed("agent.yaml", `${testAgent["agent.yaml"]}\nnonsense: 1\n`), /nonsense/],
      [
        "that want a variable nobody set",
        changed("agent.yaml", `${testAgent["agent.yaml"]}\n# \${env.NOBODY_SET_ME}\n`),
        /NOBODY_SET_ME/,
      ],
      [
        "whose tool does not import",
        changed("tools/notes.py", "import no_such_module\n"),
        /No module named 'no_such_module'/,
      ],
      ["whose tool is not there", changed("tools/notes.py", "x = 1\n"), /add_note/],
      ["whose skill is not there", without("skills/greeting/SKILL.md"), /greeting/],
    ])("%s, with the exact reason", async (_name, files, reason) => {
      const answer = await project.deploy(files, `bad-${Math.random().toString(36).slice(2)}`);
      expect(answer.status).toBe(422);
      expect(JSON.stringify(answer.body)).toMatch(reason);
    });

    it.each<[string, () => Promise<Buffer>, string]>([
      ["no zip at all", async () => Buffer.from("hello"), "bundle_not_a_zip"],
      ["cut short", async () => (await zipFiles(testAgent)).subarray(0, 600), "bundle_"],
      [
        "a name that leads out",
        async () =>
          Buffer.from(
            (await zipFiles({ "aa/evil.txt": "x", ...testAgent })).toString("latin1").replaceAll("aa/evil", "../evil"),
            "latin1",
          ),
        "bundle_path_unsafe",
      ],
      ["a bomb", () => zipFiles({ ...testAgent, "zeros.bin": new Uint8Array(200 * 2 ** 20) }), "bundle_"],
    ])("%s", async (_name, make, code) => {
      const answer = await project.deploy(await make(), `zip-${Math.random().toString(36).slice(2)}`);
      expect(answer.status).toBe(422);
      expect(answer.body.code).toMatch(code);
    });
  });
});
