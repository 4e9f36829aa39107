import { ServiceError } from "@nexau-cloud/platform";
import { createTestPlatform } from "@nexau-cloud/testkit";
import { describe, expect, it } from "vitest";
import { backendConfig } from "./config.ts";
import { startBackend } from "./service.ts";
import { createApiClient } from "./test-support/api-client.ts";
import { useTestBackend } from "./test-support/test-backend.ts";

describe("backend", async () => {
  const { anonymous, app, newUser, platform } = await useTestBackend({ config: { requestsPerMinute: 50 } });
  const ann = await newUser();

  it("takes so many requests of one address in a minute, whoever sends them, and as many of another", async () => {
    const from = (ip: string) => ({ "x-forwarded-for": ip });
    const answers = await Promise.all(
      Array.from({ length: 60 }, () => anonymous.get("/api/auth/me", from("192.0.2.1"))),
    );
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(10);
    expect(await ann.api.get("/api/auth/me", from("192.0.2.1"))).toMatchObject({
      status: 429,
      body: { code: "rate_limited" },
    });
    expect((await ann.api.get("/api/auth/me", from("192.0.2.2"))).status).toBe(200);
  });

  it("answers what it cannot read with a problem document that says so", async () => {
    const send = (text: string, type = "application/json") =>
      anonymous.call("POST", "/api/projects", Buffer.from(text), {
        authorization: `Bearer ${ann.token}`,
        "content-type": type,
      });
    for (const text of ["{", "nul", '"text"', "[]", '{"name":"\\ud800\\u0000"}']) {
      expect(await send(text)).toMatchObject({ status: 400, body: { code: "invalid_request" } });
    }
    expect((await send("<xml/>", "application/xml")).body.code).toBe("media_type_unsupported");
    expect((await send(`{"name":"${"x".repeat(5_000_000)}"}`)).body.code).toBe("body_too_large");
    expect((await ann.api.post("/api/projects", { name: "\\u0000 spelt out is just text" })).status).toBe(201);
  });

  it("does not read a body before it knows who sends it", async () => {
    const big = Buffer.alloc(5_000_000, "x");
    const answer = await anonymous.call("POST", "/api/projects", big, { "content-type": "application/json" });
    expect(answer).toMatchObject({ status: 401, body: { code: "not_signed_in" } });
  });

  it("says what is missing when it cannot do its work", async () => {
    const client = createApiClient(app, {});
    expect((await client.get("/health")).body).toMatchObject({ status: "ok" });
    const { ping } = platform.objects;
    platform.objects.ping = async () => {
      throw new ServiceError("unavailable", "service_unavailable", "gone");
    };
    expect(await client.get("/health")).toMatchObject({ status: 503, body: { missing: ["objects"] } });
    platform.objects.ping = ping;
  });

  it("listens, registers nothing it cannot stop, and stops with the platform", async () => {
    await using other = await createTestPlatform();
    const running = await startBackend({ ...backendConfig.parse({ port: 0 }), providers: [] }, other);
    expect((await fetch(`${running.url}/health`)).status).toBe(200);
    await other.lifecycle.stop();
    await expect(fetch(`${running.url}/health`)).rejects.toThrow();
  });
});
