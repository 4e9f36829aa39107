import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { Pool } from "undici";

const run = promisify(execFile);
const FOLDERS = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];

/** A Docker engine of a test's own, with all it has in a folder of the test's own. */
export interface TestEngine {
  socketPath: string;
  pid: number;
  /** As a crash would: its containers go on. */
  crash(): Promise<void>;
  start(): Promise<void>;
  /** Containers it knows, running or not. */
  containers(): Promise<{ Id: string; Labels: Record<string, string> }[]>;
  inspect(containerId: string): Promise<Record<string, unknown>>;
  /** Processes of this machine that belong to it or to its containers. */
  processes(): number[];
  [Symbol.asyncDispose](): Promise<void>;
}

export const findProgram = (name: string): string | undefined =>
  FOLDERS.map((folder) => join(folder, name)).find((path) => existsSync(path));

/** What this machine lacks to start one; empty if nothing. */
export function missingForEngine(): string[] {
  const missing = ["dockerd", "containerd", "runc"].filter((name) => findProgram(name) === undefined);
  return process.getuid?.() === 0 ? missing : [...missing, "root"];
}

export async function startTestEngine(): Promise<TestEngine> {
  const folder = await mkdtemp(join(tmpdir(), "engine-"));
  const socketPath = join(folder, "docker.sock");
  const pidFile = join(folder, "pid");
  const runsc = findProgram("runsc");
  const runtimeArgs = ["--platform=ptrace", "--network=none", "--host-uds=all"];
  const runtimes = runsc ? { runsc: { path: runsc, runtimeArgs } } : {};
  await writeFile(join(folder, "daemon.json"), JSON.stringify({ runtimes }));
  let daemon: ChildProcess;
  let api = new Pool("http://docker", { socketPath });

  async function ask(path: string): Promise<unknown> {
    const { body } = await api.request({ method: "GET", path });
    return body.json();
  }

  async function start(): Promise<void> {
    await rm(pidFile, { force: true });
    const words = [
      "--config-file",
      join(folder, "daemon.json"),
      "--host",
      `unix://${socketPath}`,
      "--pidfile",
      pidFile,
    ];
    const places = ["--data-root", join(folder, "data"), "--exec-root", join(folder, "exec")];
    const network = ["--bridge=none", "--iptables=false", "--ip6tables=false"];
    daemon = spawn(findProgram("dockerd") ?? "dockerd", [...words, ...places, ...network], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    let said = "";
    daemon.stderr?.on("data", (data: Buffer) => {
      said = (said + data.toString()).slice(-4096);
    });
    api = new Pool("http://docker", { socketPath });
    while (!(await answers(api))) {
      if (daemon.exitCode !== null) throw new Error(`the engine did not start: ${said}`);
      await delay(50);
    }
  }

  async function crash(): Promise<void> {
    daemon.kill("SIGKILL");
    await once(daemon, "exit");
    await api.destroy();
    // The one that it had started dies with it; where nobody takes in the dead, its number looks as if it lived.
    await rm(join(folder, "exec/containerd/containerd.pid"), { force: true });
  }

  const processes = () => processesNaming(folder);
  await start();
  return {
    socketPath,
    get pid() {
      return daemon.pid ?? 0;
    },
    crash,
    start,
    containers: async () =>
      (await ask("/containers/json?all=true")) as { Id: string; Labels: Record<string, string> }[],
    inspect: async (containerId) => (await ask(`/containers/${containerId}/json`)) as Record<string, unknown>,
    processes,
    [Symbol.asyncDispose]: async () => {
      await api.destroy();
      daemon.kill("SIGTERM");
      if (daemon.exitCode === null && daemon.signalCode === null) await once(daemon, "exit");
      for (const pid of processes()) process.kill(pid, "SIGKILL");
      const { stdout } = await run("findmnt", ["--noheadings", "--raw", "--output", "TARGET"]);
      const mounted = stdout.split("\n").filter((path) => path.startsWith(`${folder}/`));
      for (const path of mounted.reverse()) await run("umount", ["--lazy", path]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function answers(api: Pool): Promise<boolean> {
  try {
    const { statusCode, body } = await api.request({ method: "GET", path: "/_ping" });
    await body.dump();
    return statusCode === 200;
  } catch {
    return false;
  }
}

function processesNaming(folder: string): number[] {
  return readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) return [];
    try {
      return readFileSync(`/proc/${name}/cmdline`, "latin1").includes(folder) ? [Number(name)] : [];
    } catch {
      return [];
    }
  });
}
