import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseSettings } from "../settings.ts";
import { accessToken, controlToken, useDaemon } from "../test-support/daemon-under-test.ts";
import { signatureOf } from "./access.ts";

const RPCS = ["process.Process/List", "process.Process/Start", "filesystem.Filesystem/Stat"];

describe("who may do what", async () => {
  const daemon = await useDaemon();
  await writeFile(join(daemon.home, "hello.txt"), "hello");
  const signed = (change: Partial<Parameters<typeof signatureOf>[0]> = {}) =>
    signatureOf({ path: "hello.txt", operation: "read", user: "user", accessToken, expiration: null, ...change });
  const get = (query: Record<string, string>, headers: Record<string, string> = {}) =>
    daemon.raw("GET", `/files?${new URLSearchParams(query)}`, headers);
  const soon = () => String(Math.floor(Date.now() / 1000) + 60);

  it("needs no token for /health, and the right one for everything else", async () => {
    expect((await daemon.raw("GET", "/health")).status).toBe(204);
    const closed = [
      ["GET", "/files?path=hello.txt"],
      ["POST", "/files?path=hello.txt"],
      ["POST", "/files/compose"],
      ["GET", "/metrics"],
      ["GET", "/envs"],
      ["POST", "/init"],
      ["GET", "/nothing"],
      ["GET", "/"],
      ...RPCS.map((name) => ["POST", `/${name}`]),
    ] as const;
    for (const [method, path] of closed) {
      for (const headers of [{}, { "x-access-token": "" }, { "x-access-token": `${accessToken}x` }]) {
        expect([path, (await daemon.raw(method ?? "", path ?? "", headers)).status]).toEqual([path, 401]);
      }
    }
  });

  it("answers E2B's words for a wrong token", async () => {
    expect(JSON.parse((await daemon.raw("GET", "/envs")).body)).toEqual({
      code: 401,
      message: "unauthorized access, please provide a valid access token or method signing if supported",
    });
  });

  it("signs as E2B does", () => {
    expect(signed()).toBe("v1_gUtH/s9YCJWgCizjfUxuWfhFE4QSydOWEIIvfLwDr6E");
  });

  it("opens one file for one purpose to whoever has a signed URL", async () => {
    const query = { path: "hello.txt", username: "user", signature: signed() };
    expect(await get(query)).toEqual({ status: 200, body: "hello" });
    const expiration = soon();
    const limited = { ...query, signature_expiration: expiration, signature: signed({ expiration }) };
    expect((await get(limited)).status).toBe(200);
  });

  it("refuses a URL in which anything was changed", async () => {
    const expiration = soon();
    const good = {
      path: "hello.txt",
      username: "user",
      signature: signed({ expiration }),
      signature_expiration: expiration,
    };
    const { signature, ...unsigned } = good;
    expect(await get(unsigned)).toMatchObject({ status: 401, body: expect.stringContaining("missing signature") });
    const changes = [
      { path: "other.txt" },
      { path: "./hello.txt" },
      { username: "root" },
      { signature_expiration: String(Number(expiration) + 1) },
      { signature: `${signature}x` },
      { signature: signed({ operation: "write", expiration }) },
    ];
    for (const change of changes) {
      expect(await get({ ...good, ...change })).toMatchObject({
        status: 401,
        body: expect.stringContaining("invalid"),
      });
    }
    const posted = await daemon.raw("POST", `/files?${new URLSearchParams(good)}`, {
      "content-type": "application/octet-stream",
    });
    expect(posted.status).toBe(401);
  });

  it("refuses a URL whose time is over", async () => {
    const expiration = String(Math.floor(Date.now() / 1000) - 1);
    const query = {
      path: "hello.txt",
      username: "user",
      signature_expiration: expiration,
      signature: signed({ expiration }),
    };
    expect(await get(query)).toEqual({ status: 401, body: '{"code":401,"message":"signature is already expired"}' });
  });

  it("refuses a wrong token even with a good signature", async () => {
    const query = { path: "hello.txt", username: "user", signature: signed() };
    expect((await get(query, { "x-access-token": "wrong" })).status).toBe(401);
  });

  it("lets nobody but the manager change the sandbox", async () => {
    const init = (headers: Record<string, string>) =>
      daemon.http("/init", {
        method: "POST",
        headers,
        body: JSON.stringify({ envVars: { CHANGED: "yes", "BAD=": "x" } }),
      });
    expect((await init({})).status).toBe(401);
    expect((await init({ "x-control-token": accessToken })).status).toBe(401);
    expect((await init({ "x-control-token": controlToken })).status).toBe(204);
    expect(await (await daemon.http("/envs")).json()).toEqual({ CHANGED: "yes" });
    expect((await daemon.run("echo $CHANGED $FROM_SETTINGS")).stdout).toBe("yes\n");
  });

  it("knows each path in one spelling", async () => {
    const token = { "x-access-token": accessToken, "x-control-token": controlToken };
    for (const path of ["/%69nit", "//init", "/init/", "/x/../init", "/./init", "/INIT"]) {
      expect([path, (await daemon.raw("POST", path, token)).status]).toEqual([path, 404]);
    }
    expect((await daemon.raw("GET", "/files/%2e%2e/%2e%2e/etc/passwd", token)).status).toBe(404);
  });

  it("lets browsers in", async () => {
    const response = await daemon.raw("OPTIONS", "/files");
    expect(response.status).toBe(204);
  });
});

describe("the settings", () => {
  const good = {
    sandboxId: "i",
    templateId: "t",
    accessToken: "a",
    controlToken: "c",
    defaultUser: "user",
    searchPath: "/bin",
    runDir: "/run",
    passwdFile: "/etc/passwd",
  };

  it("are refused without a token, so that no sandbox ever stands open", () => {
    expect(parseSettings(JSON.stringify(good))).toMatchObject({ accessToken: "a", env: {} });
    for (const accessToken of ["", " ", null, undefined, 0]) {
      expect(() => parseSettings(JSON.stringify({ ...good, accessToken }))).toThrow("accessToken is empty");
    }
    expect(() => parseSettings(JSON.stringify({ ...good, controlToken: "" }))).toThrow("controlToken is empty");
  });
});
