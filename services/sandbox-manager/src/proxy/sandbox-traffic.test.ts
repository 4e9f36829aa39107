import { once } from "node:events";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import { useSandboxManager } from "../test-support/sandbox-manager-under-test.ts";

describe("traffic into a sandbox", async () => {
  const manager = await useSandboxManager();
  const sandbox = await manager.open("session-1");
  const other = await manager.open("session-2");
  const routing = (id = sandbox.id, port = "49983") => ({ "e2b-sandbox-id": id, "e2b-sandbox-port": port });
  const token = { "x-access-token": sandbox.accessToken };

  /** Sends the path as it is, which fetch does not do. */
  function raw(method: string, path: string, headers: Record<string, string>) {
    return new Promise<{ status: number; body: string }>((resolve, reject) => {
      const { hostname, port } = new URL(manager.url);
      const outgoing = httpRequest({ host: hostname, port, method, path, headers }, (response: IncomingMessage) => {
        text(response).then((body) => resolve({ status: response.statusCode ?? 0, body }), reject);
      });
      outgoing.on("error", reject);
      outgoing.end();
    });
  }

  it("needs both headers", async () => {
    for (const headers of [{ "e2b-sandbox-id": sandbox.id }, { "e2b-sandbox-port": "49983" }]) {
      const { status, body } = await raw("GET", "/health", headers);
      expect([status, JSON.parse(body)]).toEqual([400, { message: "missing header", code: 400 }]);
    }
    for (const port of ["0", "x", "65536", "1e3", "-1"]) {
      expect((await raw("GET", "/health", routing(sandbox.id, port))).status).toBe(400);
    }
  });

  it("answers E2B's 502 for a sandbox that is not there", async () => {
    const { status, body } = await raw("GET", "/health", routing("inothing"));
    expect([status, JSON.parse(body)]).toEqual([
      502,
      { sandboxId: "inothing", message: "The sandbox was not found", code: 502 },
    ]);
  });

  it("reaches /health without a token, and everything else with this sandbox's only", async () => {
    expect((await raw("GET", "/health", routing())).status).toBe(204);
    expect((await raw("GET", "/envs", { ...routing(), ...token })).status).toBe(200);
    for (const wrong of [undefined, "", "x", other.accessToken, manager.platform.serviceToken]) {
      const headers = { ...routing(), ...(wrong === undefined ? {} : { "x-access-token": wrong }) };
      expect((await raw("GET", "/envs", headers)).status).toBe(401);
      expect((await raw("POST", "/process.Process/List", headers)).status).toBe(401);
    }
  });

  it("never reaches what is the manager's alone, in whatever spelling and method", async () => {
    const spellings = [
      "/init",
      "//init",
      "/./init",
      "/x/../init",
      "/%69nit",
      "/%2569nit",
      "/INIT",
      "/init/",
      "/init?x=1",
    ];
    for (const path of [...spellings, "/x/%2e%2e/init", "/%2e%2e/init", "/%2fini%74", "/upgrade", "/freeze"]) {
      for (const method of ["POST", "PUT", "GET"]) {
        expect([path, (await raw(method, path, { ...routing(), ...token })).status]).toEqual([path, 404]);
      }
    }
    expect(await (await sandbox.http("/envs")).json()).toEqual({});
  });

  it("passes paths on as they are, and none leads out of the sandbox", async () => {
    for (const path of ["/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/..%2f..%2fetc%2fpasswd", "/files/../etc"]) {
      expect([path, (await raw("GET", path, { ...routing(), ...token })).status]).toEqual([path, 404]);
    }
    await sandbox.run("ln -s /root/../../../../work link; ln -s / rootlink");
    expect((await sandbox.http("/files?path=link")).status).toBe(404);
    const passwd = await sandbox.http("/files?path=rootlink/etc/passwd");
    expect(await passwd.text()).toContain("user:x:1000:1000");
    expect((await sandbox.http("/files?path=/etc/shadow&username=root")).status).toBe(404);
  });

  it("says which ports are not open", async () => {
    const { status, body } = await raw("GET", "/", routing(sandbox.id, "8080"));
    expect([status, JSON.parse(body)]).toMatchObject([
      502,
      { message: "The sandbox is running but port is not open", port: 8080 },
    ]);
  });

  it("carries large bodies both ways, whole", async () => {
    const content = Buffer.alloc(20_000_000, "0123456789abcdef");
    await sandbox.write("large", content);
    const response = await sandbox.http("/files?path=large", { headers: { "accept-encoding": "identity" } });
    expect(response.headers.get("content-length")).toBe("20000000");
    expect(Buffer.from(await response.arrayBuffer()).equals(content)).toBe(true);
  });

  it("lets an answer through that comes before the request is complete", async () => {
    const { hostname, port } = new URL(manager.url);
    const headers = { ...routing(), "content-type": "application/octet-stream", "transfer-encoding": "chunked" };
    const outgoing = httpRequest({ host: hostname, port, method: "POST", path: "/files?path=x", headers });
    outgoing.write(Buffer.alloc(1_000_000));
    const [response] = (await once(outgoing, "response")) as [IncomingMessage];
    expect(response.statusCode).toBe(401);
    expect(await text(response)).toContain("missing signature");
    outgoing.end();
  });

  it("streams as things happen, and tells the sandbox when the caller goes away", async () => {
    const gone = new AbortController();
    const stream = sandbox.start("echo first; sleep 600", { signal: gone.signal })[Symbol.asyncIterator]();
    await stream.next();
    const { value } = await stream.next();
    expect(value?.event?.event.case).toBe("data");
    gone.abort();
    await stream.next().catch(() => undefined);
    const count = async () => (await sandbox.process.list({})).processes.length;
    // The process runs on: only a deadline or a signal ends it.
    expect(await count()).toBe(1);
    const [running] = (await sandbox.process.list({})).processes;
    await sandbox.kill(running?.pid ?? 0);
    await expect.poll(count).toBe(0);
  });

  it("is cut off abruptly when the sandbox is killed, and /health says so at once", async () => {
    const doomed = await manager.open("session-doomed");
    const stream = doomed.start("sleep 600")[Symbol.asyncIterator]();
    await stream.next();
    await manager.remove("session-doomed");
    await expect(stream.next()).rejects.toThrow();
    expect((await doomed.http("/health")).status).toBe(502);
  });

  it("leaves the manager's own routes alone", async () => {
    expect((await raw("GET", "/health", {})).status).toBe(200);
    expect((await raw("GET", "/sandboxes", token)).status).toBe(401);
  });
});
