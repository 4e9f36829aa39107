import { createTestPlatform } from "@nexau-cloud/testkit";
import { decodeJwt, decodeProtectedHeader } from "jose";
import { describe, expect, it } from "vitest";
import { projectId, useSessionManager } from "../test/session-manager-under-test.ts";

describe("request tokens", async () => {
  const manager = await useSessionManager();
  const { platform } = manager;

  it("name the run, its session, project, version, lane and models, for minutes", async () => {
    await using runtime = await manager.startRuntime();
    const session = await manager.createSession();
    const run = await manager.startRun(session.id, { lane: "dev" });
    const held = await runtime.next();
    const { iat, exp, ...claims } = decodeJwt(held.assignment.requestToken);
    expect(claims).toEqual({
      jti: run.id,
      run_id: run.id,
      session_id: session.id,
      project_id: projectId,
      version_id: "version-1",
      lane: "dev",
      models: ["model-1"],
      api_type: "openai_chat_completion",
      scopes: ["llm", "traces", "sandbox", "run"],
    });
    expect((exp ?? 0) - (iat ?? 0)).toBe(600);
    await held.end();
  });

  it("are signed by a key that all instances share, and of which nothing secret is shown", async () => {
    const keys = async (url: string) => (await fetch(`${url}/request-tokens/jwks`)).json();
    await using second = await manager.startSecond();
    expect(await keys(second.url)).toEqual(await keys(manager.url));
    const { keys: shown } = (await keys(manager.url)) as { keys: Record<string, unknown>[] };
    for (const key of shown) expect(Object.keys(key).sort()).toEqual(["alg", "crv", "kid", "kty", "use", "x"]);
  });

  it("are minted for the backend, and revoked by it", async () => {
    const body = {
      runId: "check_1",
      sessionId: "check_1",
      projectId,
      versionId: "version-1",
      models: [],
      apiType: "openai_chat_completion",
      scopes: ["sandbox" as const],
      ttlSeconds: 60,
    };
    const { data } = await manager.client.POST("/request-tokens", { body });
    const token = data?.token ?? "";
    expect(decodeProtectedHeader(token).alg).toBe("EdDSA");
    expect(await platform.requestTokens.verify(token, "sandbox")).toMatchObject({ run_id: "check_1" });
    await expect(platform.requestTokens.verify(token, "llm")).rejects.toMatchObject({ reason: "request_token_scope" });
    await manager.client.DELETE("/request-tokens/{jti}", { params: { path: { jti: "check_1" } } });
    await expect(platform.requestTokens.verify(token, "sandbox")).rejects.toMatchObject({ status: 401 });
  });

  it("are revoked with their run's end, and stay so when the cloud starts anew", async () => {
    await using runtime = await manager.startRuntime();
    await manager.startRun((await manager.createSession()).id);
    const held = await runtime.next();
    const { requestToken } = held.assignment;
    expect(await platform.requestTokens.verify(requestToken, "llm")).toMatchObject({ run_id: held.assignment.run.id });
    await held.end();
    const revoked = { reason: "request_token_revoked" };
    await expect(platform.requestTokens.verify(requestToken, "llm")).rejects.toMatchObject(revoked);

    await using anew = await createTestPlatform({ config: { database: { url: manager.databaseUrl } } });
    await using second = await manager.startSecond(anew);
    await anew.discovery.register({ id: "anew", service: "session-manager", url: second.url, lane: null });
    await expect(anew.requestTokens.verify(requestToken, "llm")).rejects.toMatchObject(revoked);
  });
});
