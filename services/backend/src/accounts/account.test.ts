import { describe, expect, it } from "vitest";
import { useTestBackend } from "../test-support/test-backend.ts";

const password = "correct horse";

describe("accounts", async () => {
  const { anonymous } = await useTestBackend();

  it("makes exactly one administrator of accounts that are registered at once", async () => {
    const answers = await Promise.all(
      ["a", "b", "c", "d"].map((name) =>
        anonymous.post("/api/auth/register", { email: `${name}@first.example`, password, name }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
    expect(answers.map(({ body }) => body.user.role).sort()).toEqual(["admin", "user", "user", "user"]);
  });

  it("answers register and login with the user and a cookie that scripts cannot read", async () => {
    const registered = await anonymous.post("/api/auth/register", {
      email: " Ann@Example.com ",
      password,
      name: "Ann",
    });
    const user = { id: expect.stringMatching(/^usr_/), email: "ann@example.com", name: "Ann", role: "user" };
    expect(registered).toMatchObject({ status: 201, body: { user } });
    const login = await anonymous.post("/api/auth/login", { email: "ANN@example.com", password });
    expect(login.status).toBe(200);
    expect(login.body).toEqual({ user: registered.body.user });
    expect(login.headers["set-cookie"]).toMatch(
      /^nexau_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=\d+$/,
    );
    const me = await anonymous.get("/api/auth/me", { cookie: login.cookie });
    expect(me.body).toEqual({ user: registered.body.user });
  });

  it("marks the cookie Secure where the caller came by https", async () => {
    const body = { email: "tls@example.com", password, name: "" };
    const answer = await anonymous.post("/api/auth/register", body, { "x-forwarded-proto": "https" });
    expect(answer.headers["set-cookie"]).toMatch(/; Secure$/);
  });

  it("ends a session at logout", async () => {
    const { cookie } = await anonymous.post("/api/auth/register", { email: "out@example.com", password });
    expect((await anonymous.post("/api/auth/logout", undefined, { cookie })).status).toBe(204);
    expect(await anonymous.get("/api/auth/me", { cookie })).toMatchObject({
      status: 401,
      body: { code: "not_signed_in" },
    });
    expect((await anonymous.post("/api/auth/logout", undefined, { cookie })).status).toBe(204);
  });

  it("refuses a second account with the same e-mail, whatever its case", async () => {
    await anonymous.post("/api/auth/register", { email: "twice@example.com", password });
    const second = await anonymous.post("/api/auth/register", { email: "TWICE@example.com", password });
    expect(second).toMatchObject({ status: 409, body: { code: "email_taken" } });
  });

  it.each([
    [{ email: "short@example.com", password: "1234567", name: "" }],
    [{ email: "no-address", password, name: "" }],
    [{ email: "", password, name: "" }],
    [{ password, name: "" }],
    [{ email: "a@b.example", password: { $ne: 1 }, name: "" }],
    [{ email: "nul\u0000@b.example", password, name: "" }],
    [["array"]],
    [null],
  ])("refuses %j", async (body) => {
    expect(await anonymous.post("/api/auth/register", body)).toMatchObject({
      status: 400,
      body: { code: "invalid_request" },
    });
  });

  it("answers an unknown e-mail and a wrong password alike", async () => {
    await anonymous.post("/api/auth/register", { email: "known@example.com", password });
    const wrong = await anonymous.post("/api/auth/login", { email: "known@example.com", password: "wrong horse" });
    const unknown = await anonymous.post("/api/auth/login", { email: "nobody@example.com", password });
    expect(wrong).toMatchObject({ status: 401, body: { code: "login_failed" } });
    expect({ ...unknown.body, request_id: "" }).toEqual({ ...wrong.body, request_id: "" });
    expect(unknown.status).toBe(401);
  });
});

describe("login throttle", async () => {
  const { anonymous } = await useTestBackend({ config: { maxLoginFailures: 3 } });
  const email = "victim@example.com";
  const from = (ip: string) => ({ "x-forwarded-for": ip });
  const tryLogin = (ip: string, tried: string) =>
    anonymous.post("/api/auth/login", { email, password: tried }, from(ip));

  it("refuses even the right password after too many wrong ones, but only to whoever tried", async () => {
    await anonymous.post("/api/auth/register", { email, password });
    for (let attempt = 0; attempt < 3; attempt++) expect((await tryLogin("10.0.0.1", "wrong")).status).toBe(401);
    expect(await tryLogin("10.0.0.1", password)).toMatchObject({ status: 429, body: { code: "login_throttled" } });
    expect((await tryLogin("10.0.0.2", password)).status).toBe(200);
  });

  it("does not count right passwords", async () => {
    for (let attempt = 0; attempt < 10; attempt++) expect((await tryLogin("10.0.0.3", password)).status).toBe(200);
  });

  it("lets no more through when many come at once", async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => tryLogin("10.0.0.4", "wrong")));
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(3);
  });
});

describe("closed registration", async () => {
  const { anonymous } = await useTestBackend({ config: { openRegistration: false } });

  it("takes the first account and no other", async () => {
    const register = (email: string) => anonymous.post("/api/auth/register", { email, password });
    const answers = await Promise.all([register("one@example.com"), register("two@example.com")]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 403]);
    expect(await register("three@example.com")).toMatchObject({ status: 403, body: { code: "registration_closed" } });
  });
});

describe("changes from other sites", async () => {
  const { anonymous } = await useTestBackend();
  const { cookie } = await anonymous.post("/api/auth/register", { email: "site@example.com", password });
  const create = (headers: Record<string, string>) =>
    anonymous.post("/api/projects", { name: "p" }, { cookie, host: "cloud.example:8080", ...headers });

  it.each([
    [{ "sec-fetch-site": "cross-site" }],
    [{ "sec-fetch-site": "same-site" }],
    [{ origin: "https://evil.example" }],
    [{ origin: "null" }],
    [{ origin: "http://cloud.example:9999" }],
    [{ "content-type": "text/plain" }],
    [{ "content-type": "multipart/form-data; boundary=x" }],
  ])("are refused with %j", async (headers) => {
    expect(await create(headers)).toMatchObject({ status: 403, body: { code: "cross_site_request" } });
    const login = await anonymous.post(
      "/api/auth/login",
      { email: "site@example.com", password },
      { host: "cloud.example:8080", ...headers },
    );
    expect(login.status).toBe(403);
  });

  it.each([
    [{ "sec-fetch-site": "same-origin", origin: "http://localhost:5173" }],
    [{ origin: "http://cloud.example:8080" }],
    [{ origin: "https://public.example", "x-forwarded-host": "public.example" }],
    [{}],
  ])("are let in with %j, from our own", async (headers) => {
    expect((await create(headers)).status).toBe(201);
  });
});
