import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, describe, expect, it } from "vitest";
import { freePort } from "./servers/free-port.ts";
import { type ServerProcess, startServerProcess } from "./servers/server-process.ts";

const ROOT = join(import.meta.dirname, "../..");
const PORTS = [
  "BACKEND_PORT",
  "AGENT_GATEWAY_PORT",
  "SESSION_MANAGER_PORT",
  "AGENT_RUNTIME_PORT",
  "RUNTIME_SIDECAR_PORT",
  "RUNTIME_SIDECAR_TRACES_PORT",
  "SANDBOX_MANAGER_PORT",
];
/** The packages come from the network. */
const INSTALL_TIMEOUT_MS = 600_000;
const run = promisify(execFile);
/** The machine's own Node.js and npm, as somebody has them who has just cloned the project. */
const machinePath = (process.env.PATH ?? "")
  .split(delimiter)
  .filter((folder) => !folder.includes("node_modules"))
  .join(delimiter);
/** A network of its own, in which there is nothing but the machine itself. */
const offline = ["unshare", "--net", ...(process.getuid?.() === 0 ? [] : ["--map-root-user"]), "--"];

describe("a fresh clone", async () => {
  const folder = await mkdtemp(join(tmpdir(), "nexau-ci-clone-"));
  const clone = join(folder, "clone");
  afterAll(() => rm(folder, { recursive: true, force: true }));
  await run("git", ["clone", "--quiet", "--no-hardlinks", ROOT, clone]);
  const url = `http://127.0.0.1:${await freePort()}`;
  const env = {
    PATH: machinePath,
    HOME: process.env.HOME,
    NEXAU_CI_MARK: process.env.NEXAU_CI_MARK,
    NEXAU_CLOUD_EDGE_PORT: new URL(url).port,
    NEXAU_CLOUD_RUNTIME_SIDECAR_DEMO_PACE_MS: "0",
    ...Object.fromEntries(PORTS.map((name) => [`NEXAU_CLOUD_${name}`, "0"])),
  };
  const start = (words: string[]) => startServerProcess({ words, ready: / is ready at /, cwd: clone, env });
  /** Deploys an example, chats and stops a run, as a program of its own beside the cloud. */
  const visit = async (email: string, prefix: string[] = []): Promise<unknown> => {
    const program = join(import.meta.dirname, "services/visit-cloud.fixture.ts");
    const [command = "", ...args] = [...prefix, process.execPath, program, url, clone, email];
    return JSON.parse((await run(command, args)).stdout);
  };
  const visited = {
    deployed: 200,
    answered: "RUN_FINISHED",
    toolsUsed: 1,
    stopped: "success",
    afterStop: "RUN_FINISHED",
  };

  it(
    "starts with npm start alone, and is good for a deployment, a chat and a stop",
    async () => {
      const cloud = await start(["npm", "start"]);
      try {
        expect(existsSync(join(clone, ".nexau-cloud"))).toBe(true);
        expect(await visit("first@example.com")).toEqual(visited);
      } finally {
        await cloud.end("SIGINT");
      }
      expect((await run("git", ["status", "--porcelain"], { cwd: clone })).stdout).toBe("");
    },
    INSTALL_TIMEOUT_MS,
  );

  it("starts again without any network, and does the same", async () => {
    const cloud = await start([...offline, "sh", "-c", "PATH=$PATH:/usr/sbin ip link set lo up && exec npm start"]);
    try {
      expect(await visit("second@example.com", inNetworkOf(cloud))).toEqual(visited);
    } finally {
      await cloud.end("SIGINT");
    }
  });
});

const inNetworkOf = ({ pid }: ServerProcess) => ["nsenter", "--net", "--target", String(pid), "--"];
