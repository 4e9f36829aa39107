import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { testRedisUrl, useTestPostgres } from "@nexau-cloud/testkit";
import { afterAll, describe, expect, it } from "vitest";

const MAIN = join(import.meta.dirname, "main.ts");
const folder = await mkdtemp(join(tmpdir(), "nexau-cloud-main-"));
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A process of the cloud with this command line, in an empty working folder. */
function start(argv: string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [MAIN, ...argv], {
    cwd: folder,
    env: { PATH: process.env.PATH, NEXAU_CLOUD_LOG_LEVEL: "warn", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  return { child, errors: text(child.stderr), exited: once(child, "exit").then(([code]) => code as number | null) };
}

describe("the cloud's command line", () => {
  it("tells every mistake of the configuration on its own line, and starts nothing", async () => {
    await writeFile(join(folder, "wrong.yaml"), "edge:\n  prot: 1\nredis: { url: http://x }\n");
    const { errors, exited } = start(["--config", "wrong.yaml", "--host", ""], { NEXAU_CLOUD_BACKEND_PORT: "many" });
    expect(await exited).toBe(1);
    const lines = (await errors).trim().split("\n");
    expect(lines[0]).toBe("The configuration is not valid:");
    expect(lines.slice(1).map((line) => line.trim())).toEqual(
      expect.arrayContaining([
        "wrong.yaml:2: there is no edge.prot. Did you mean port?",
        expect.stringContaining("wrong.yaml:3: redis.url must begin with redis:// or rediss://"),
        "NEXAU_CLOUD_BACKEND_PORT: backend.port must be a whole number",
      ]),
    );
  });

  it("names both servers that a service of its own needs", async () => {
    const { errors, exited } = start(["serve", "backend"]);
    expect(await exited).toBe(1);
    expect(await errors).toMatch(/database\.url \(NEXAU_CLOUD_DATABASE_URL\) and redis\.url \(NEXAU_CLOUD_REDIS_URL\)/);
  });

  it("names the services there are when it does not know the one that is asked for", async () => {
    const { errors, exited } = start(["serve", "frontend"]);
    expect(await exited).toBe(1);
    expect(await errors).toMatch(/no service frontend.*backend.*agent-gateway/);
  });
});

const redis = await testRedisUrl();

describe.skipIf(redis === null)("services as processes of their own", async () => {
  const { url } = await useTestPostgres();
  const running: ChildProcess[] = [];
  afterAll(() => running.map((child) => child.kill("SIGKILL")));
  const env = {
    NEXAU_CLOUD_DATA_DIR: join(folder, "data"),
    NEXAU_CLOUD_DATABASE_URL: url,
    NEXAU_CLOUD_REDIS_URL: redis ?? "",
  };

  async function serve(service: string, port: string) {
    const started = start(["serve", service, `--${service}.port`, port], env);
    running.push(started.child);
    for await (const line of createInterface({ input: started.child.stdout })) {
      const [address] = /http:\/\/[\d.:]+/.exec(line) ?? [];
      if (address) return { ...started, address };
    }
    throw new Error(await started.errors);
  }

  it("find each other, share their secrets, and stop in order", async () => {
    const [backend, edge] = await Promise.all([serve("backend", "0"), serve("edge", "0")]);

    const answer = await fetch(`${edge.address}/api/auth/me`);
    expect(answer.status).toBe(401);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");

    const second = start(["serve", "edge", "--edge.port", "0"], env);
    expect(await second.exited).toBe(1);
    expect(await second.errors).toContain(`process ${edge.child.pid}`);

    for (const { child, exited } of [edge, backend]) {
      child.kill("SIGTERM");
      expect(await exited).toBe(0);
    }
  });
});
