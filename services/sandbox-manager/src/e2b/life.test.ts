import { describe, expect, it } from "vitest";
import { useE2b } from "../test-support/e2b-under-test.ts";

const MINUTE_MS = 60_000;

describe("the end of a sandbox", async () => {
  const clock = { ahead: 0 };
  const e2b = await useE2b({ clock });
  const { call, into } = e2b;
  const stateOf = async (id: string) => {
    const { status, body } = await call("GET", `/sandboxes/${id}`);
    return status === 200 ? body.state : status;
  };
  const later = async (ms: number, id: string, state: unknown) => {
    clock.ahead += ms;
    await expect.poll(() => stateOf(id), { timeout: 10_000 }).toBe(state);
  };
  async function create(body: Record<string, unknown>) {
    return (await call("POST", "/sandboxes", { templateID: "base", timeout: 60, ...body })).body as {
      sandboxID: string;
      envdAccessToken: string;
      trafficAccessToken: string | null;
    };
  }

  it("comes when its time is over, and not before", async () => {
    const { sandboxID } = await create({});
    clock.ahead += 30_000;
    expect(await stateOf(sandboxID)).toBe("running");
    await later(31_000, sandboxID, 404);
    expect((await into(sandboxID, "/health")).status).toBe(502);
  });

  it("comes at once with a timeout of zero", async () => {
    const { sandboxID } = await create({});
    await call("POST", `/sandboxes/${sandboxID}/timeout`, { timeout: 0 });
    await later(0, sandboxID, 404);
  });

  it("is a pause where that was asked for, which traffic does not undo", async () => {
    const { sandboxID, envdAccessToken } = await create({ autoPause: true });
    await later(MINUTE_MS, sandboxID, "paused");
    const response = await into(sandboxID, "/health", { "x-access-token": envdAccessToken });
    expect([response.status, await response.json()]).toEqual([
      502,
      { sandboxId: sandboxID, message: "The sandbox was not found", code: 502 },
    ]);
    await call("DELETE", `/sandboxes/${sandboxID}`);
  });

  it("is undone by traffic of its owner where that was asked for", async () => {
    const { sandboxID, envdAccessToken } = await create({ autoPause: true, autoResume: { enabled: true } });
    await later(MINUTE_MS, sandboxID, "paused");
    expect((await into(sandboxID, "/health")).status).toBe(401);
    expect((await into(sandboxID, "/health", { "x-access-token": "wrong" })).status).toBe(401);
    expect(await stateOf(sandboxID)).toBe("paused");
    const awake = await Promise.all(
      [1, 2, 3].map(() => into(sandboxID, "/health", { "x-access-token": envdAccessToken })),
    );
    expect(awake.map(({ status }) => status)).toEqual([204, 204, 204]);
    const { body } = await call("GET", `/sandboxes/${sandboxID}`);
    expect(body.state).toBe("running");
    expect(Date.parse(body.endAt) - Date.now() - clock.ahead).toBeGreaterThan(4.5 * MINUTE_MS);
    await call("DELETE", `/sandboxes/${sandboxID}`);
  });

  it("leaves traffic out of what was put away without its memory", async () => {
    const { sandboxID, envdAccessToken } = await create({ autoPause: true, autoResume: { enabled: true } });
    await call("POST", `/sandboxes/${sandboxID}/pause`, { memory: false });
    expect((await into(sandboxID, "/health", { "x-access-token": envdAccessToken })).status).toBe(502);
    expect((await call("POST", `/v2/sandboxes/${sandboxID}/connect`)).status).toBe(201);
    await call("DELETE", `/sandboxes/${sandboxID}`);
  });

  it("never comes for what is paused, though its memory is given up after long", async () => {
    const sandbox = await e2b.create({ lifecycle: { onTimeout: "pause" } });
    await sandbox.files.write("kept.txt", "kept");
    await sandbox.pause();
    clock.ahead += 48 * 60 * MINUTE_MS;
    const rows = () => e2b.manager.list("alice");
    await expect
      .poll(async () => (await rows()).find(({ id }) => id === sandbox.sandboxId)?.state, { timeout: 10_000 })
      .toBe("stopped");
    expect(await stateOf(sandbox.sandboxId)).toBe("paused");
    const again = await sandbox.connect();
    expect(await again.files.read("kept.txt")).toBe("kept");
    await again.kill();
  });

  it("opens private ports to the traffic token alone", async () => {
    const { sandboxID, trafficAccessToken } = await create({ network: { allowPublicTraffic: false } });
    expect((await into(sandboxID, "/", {}, 3000)).status).toBe(403);
    expect((await into(sandboxID, "/", { "e2b-traffic-access-token": "wrong" }, 3000)).status).toBe(403);
    const closed = await into(sandboxID, "/", { "e2b-traffic-access-token": trafficAccessToken ?? "" }, 3000);
    expect(await closed.json()).toMatchObject({ message: "The sandbox is running but port is not open", port: 3000 });
    expect((await into(sandboxID, "/health")).status).toBe(204);
    await call("DELETE", `/sandboxes/${sandboxID}`);
  });

  it("comes when the sandbox ends by itself", async () => {
    const sandbox = await e2b.create();
    await sandbox.commands.run("kill -9 $(pgrep -f sandboxd.mjs)", { user: "root" }).catch(() => undefined);
    await later(0, sandbox.sandboxId, 404);
  });

  it("tells services inside the host that was asked for", async () => {
    const sandbox = await e2b.create({ network: { maskRequestHost: "inside.example:${PORT}" } });
    const server =
      "require('http').createServer((q, r) => r.end(q.headers.host)).listen(3000, '127.0.0.1', () => console.log('up'))";
    const { promise: up, resolve } = Promise.withResolvers<void>();
    await sandbox.commands
      .run(`node -e "${server}"`, { background: true, timeoutMs: 0, onStdout: () => resolve() })
      .then((command) => {
        void command.wait().catch(() => undefined);
      });
    await up;
    expect(await (await into(sandbox.sandboxId, "/", {}, 3000)).text()).toBe("inside.example:3000");
    await sandbox.kill();
  });
});
