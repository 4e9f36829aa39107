import { request } from "node:http";
import { describe, expect, it } from "vitest";
import { problem } from "../test/fake-services.ts";
import { authorization, useGateway } from "../test/gateway-under-test.ts";

describe("signing in", async () => {
  const gateway = await useGateway({ keyCacheMs: 60_000, corsOrigins: "https://pages.example" });
  const sessions = (headers: Record<string, string>) =>
    fetch(`${gateway.url}/agent-api/sessions`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify({ distinct_id: "user-1" }),
    });

  it("takes both schemes, on both paths", async () => {
    expect(await (await sessions({ authorization: "AKSK ak_one:sk_one" })).json()).toEqual({
      session_id: "sess_1",
      created_at: "2026-01-01T00:00:00.000Z",
    });
    const other = await fetch(`${gateway.url}/v1/sessions`, {
      method: "POST",
      headers: { authorization, "content-type": "application/json" },
      body: JSON.stringify({ distinct_id: "user-1" }),
    });
    expect(other.status).toBe(200);
  });

  it.each([{}, { authorization: "Bearer ak_one:sk_one" }, { authorization: "AKSK ak_one:sk_two" }])(
    "answers 401 to %j, saying how to sign in",
    async (headers) => {
      const response = await sessions(headers as Record<string, string>);
      expect(response.status).toBe(401);
      expect(response.headers.get("www-authenticate")).toMatch(/^Basic /);
      expect(await response.json()).toMatchObject({ code: "key_invalid", status: 401 });
    },
  );

  it("refuses a stranger before their body has come", async () => {
    const status = await new Promise((resolve, reject) => {
      const sent = request(`${gateway.url}/agent-api/chat`, {
        method: "POST",
        headers: { "content-type": "application/json", "content-length": "1000000" },
      });
      sent.once("error", reject);
      sent.once("response", (response) => {
        resolve(response.statusCode);
        sent.destroy();
      });
      sent.write("{");
    });
    expect(status).toBe(401);
  });

  it("asks the backend once while a key is remembered, and anew as soon as keys have changed", async () => {
    await sessions({ authorization });
    const before = gateway.asked.keys;
    await sessions({ authorization });
    expect(gateway.asked.keys).toBe(before);

    const verify = gateway.backend.routes["POST /internal/keys/verify"];
    gateway.backend.routes["POST /internal/keys/verify"] = (_request, response) =>
      problem(response, 401, "key_invalid");
    const heard = new Promise<void>((resolve) => {
      void gateway.platform.coordination.bus.subscribe("keys.changed", () => resolve());
    });
    await gateway.platform.coordination.bus.publish("keys.changed", { accessKey: "ak_one" });
    await heard;
    expect((await sessions({ authorization })).status).toBe(401);
    if (verify) gateway.backend.routes["POST /internal/keys/verify"] = verify;
    await gateway.platform.coordination.bus.publish("keys.changed", {});
  });

  it("does not take an absent backend for a wrong key", async () => {
    const verify = gateway.backend.routes["POST /internal/keys/verify"];
    gateway.backend.routes["POST /internal/keys/verify"] = (_request, response) => problem(response, 503, "away");
    expect((await sessions({ authorization: "AKSK ak_new:sk_new" })).status).toBe(503);
    if (verify) gateway.backend.routes["POST /internal/keys/verify"] = verify;
    expect((await sessions({ authorization: "AKSK ak_new:sk_new" })).status).toBe(401);
  });

  it("lets pages of a named origin ask, and no others", async () => {
    const preflight = (origin: string) =>
      fetch(`${gateway.url}/agent-api/chat`, {
        method: "OPTIONS",
        headers: { origin, "access-control-request-method": "POST" },
      });
    const allowed = await preflight("https://pages.example");
    expect(allowed.status).toBe(204);
    expect(allowed.headers.get("access-control-allow-origin")).toBe("https://pages.example");
    expect((await preflight("https://evil.example")).headers.get("access-control-allow-origin")).toBeNull();
  });
});
