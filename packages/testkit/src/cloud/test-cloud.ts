import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll } from "vitest";

const MAIN = join(import.meta.dirname, "../../../../apps/cloud/src/main.ts");

/** Sections whose port is not the test's business: each cloud of a test listens on free ones. */
const PORTS = [
  "EDGE_PORT",
  "BACKEND_PORT",
  "AGENT_GATEWAY_PORT",
  "SESSION_MANAGER_PORT",
  "AGENT_RUNTIME_PORT",
  "RUNTIME_SIDECAR_PORT",
  "RUNTIME_SIDECAR_TRACES_PORT",
  "SANDBOX_MANAGER_PORT",
];

export interface TestCloud extends AsyncDisposable {
  /** The edge. Another after a restart. */
  readonly url: string;
  readonly pid: number;
  /** Ends it as an operator would, and starts it again on the same data. */
  restart(): Promise<void>;
  /** Ends it as a power failure would. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** What it wrote to its log so far. */
  log(): string;
}

export interface TestCloudOptions {
  /** Settings as variables without their prefix: `{ BACKEND_OPEN_REGISTRATION: "false" }`. */
  settings?: Record<string, string>;
}

/** The whole cloud as a process of its own on a fresh data folder, given up after the tests of this file or block. */
export async function useTestCloud(options: TestCloudOptions = {}): Promise<TestCloud> {
  const cloud = await startTestCloud(options);
  afterAll(() => cloud[Symbol.asyncDispose]());
  return cloud;
}

/** Likewise, for `await using`. */
export async function startTestCloud({ settings = {} }: TestCloudOptions = {}): Promise<TestCloud> {
  const dataDir = await mkdtemp(join(tmpdir(), "nexau-cloud-flow-"));
  const env = {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    // Marks of an outer program by which it finds what it started.
    ...(process.env.NEXAU_CI_MARK ? { NEXAU_CI_MARK: process.env.NEXAU_CI_MARK } : {}),
    NEXAU_CLOUD_DATA_DIR: dataDir,
    NEXAU_CLOUD_LOG_LEVEL: "info",
    NEXAU_CLOUD_RUNTIME_SIDECAR_DEMO_PACE_MS: "0",
    ...Object.fromEntries(PORTS.map((name) => [`NEXAU_CLOUD_${name}`, "0"])),
    ...Object.fromEntries(Object.entries(settings).map(([name, value]) => [`NEXAU_CLOUD_${name}`, value])),
  };
  let running: RunningProcess | undefined;
  let log = "";
  const start = async () => {
    running = await startProcess(env, (line) => {
      log += line;
    });
  };
  const end = async (signal: NodeJS.Signals) => {
    const { child } = running ?? {};
    running = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, "exit");
    child.kill(signal);
    await exited;
  };
  await start();
  return {
    get url() {
      return running?.url ?? "";
    },
    get pid() {
      return running?.child.pid ?? 0;
    },
    start,
    kill: () => end("SIGKILL"),
    restart: async () => {
      await end("SIGTERM");
      await start();
    },
    log: () => log,
    [Symbol.asyncDispose]: async () => {
      await end("SIGTERM");
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

interface RunningProcess {
  child: ChildProcess;
  url: string;
}

async function startProcess(
  env: Record<string, string | undefined>,
  onLog: (text: string) => void,
): Promise<RunningProcess> {
  const child = spawn(process.execPath, [MAIN], { env, stdio: ["ignore", "pipe", "pipe"] });
  child.stderr.setEncoding("utf8").on("data", onLog);
  let errors = "";
  child.stderr.on("data", (text: string) => {
    errors += text;
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const [url] = /https?:\/\/\S+/.exec(line) ?? [];
    if (url) {
      child.stdout.resume();
      return { child, url };
    }
  }
  throw new Error(`the cloud did not start:\n${errors}`);
}
