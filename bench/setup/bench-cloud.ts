import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startChild } from "./child-process.ts";
import { freePorts } from "./free-ports.ts";

export interface BenchCloud extends AsyncDisposable {
  pid: number;
  /** Through the edge. */
  url: string;
  gatewayUrl: string;
  sandboxManagerUrl: string;
  serviceToken(): Promise<string>;
}

const MAIN = join(import.meta.dirname, "../../apps/cloud/src/main.ts");
const PORTS = [
  "EDGE_PORT",
  "BACKEND_PORT",
  "AGENT_GATEWAY_PORT",
  "SESSION_MANAGER_PORT",
  "AGENT_RUNTIME_PORT",
  "RUNTIME_SIDECAR_PORT",
  "RUNTIME_SIDECAR_TRACES_PORT",
  "SANDBOX_MANAGER_PORT",
] as const;

/** The cloud as `npm start` runs it, in a process of its own, with everything embedded, on free ports. */
export async function startBenchCloud(dataDir?: string): Promise<BenchCloud> {
  const folder = dataDir ?? (await makeDataDir());
  const ports = await freePorts(PORTS.length);
  const portOf = (name: (typeof PORTS)[number]) => ports[PORTS.indexOf(name)] ?? 0;
  const child = await startChild([MAIN], {
    env: {
      NEXAU_CLOUD_DATA_DIR: folder,
      NEXAU_CLOUD_LOG_LEVEL: "warn",
      ...Object.fromEntries(PORTS.map((name) => [`NEXAU_CLOUD_${name}`, String(portOf(name))])),
    },
    ready: /is ready at/,
  });
  return {
    pid: child.pid,
    url: `http://127.0.0.1:${portOf("EDGE_PORT")}`,
    gatewayUrl: `http://127.0.0.1:${portOf("AGENT_GATEWAY_PORT")}`,
    sandboxManagerUrl: `http://127.0.0.1:${portOf("SANDBOX_MANAGER_PORT")}`,
    serviceToken: async () => (await readFile(join(folder, "secrets", "service-token"), "utf8")).trim(),
    async [Symbol.asyncDispose]() {
      await child[Symbol.asyncDispose]();
      if (dataDir === undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}

export const makeDataDir = () => mkdtemp(join(tmpdir(), "nexau-cloud-bench-"));
