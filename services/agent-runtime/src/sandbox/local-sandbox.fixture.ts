import { type ChildProcess, spawn } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { ServiceError } from "@nexau-cloud/platform";
import { runCommand } from "./run-command.ts";
import type { SandboxClient, SandboxCommand, SandboxEntry, SandboxProcess } from "./sandbox-client.ts";

/** A stand-in for tests: the same interface on this machine's own processes and a temporary folder, without any isolation. */
export interface LocalSandbox extends SandboxClient, AsyncDisposable {
  /** Processes started so far. */
  readonly started: number;
}

export async function createLocalSandbox(bundle: Record<string, string> = {}): Promise<LocalSandbox> {
  const dir = await mkdtemp(join(tmpdir(), "sandbox-"));
  const homeDir = join(dir, "home");
  const agentDir = join(dir, "agent");
  await mkdir(homeDir);
  await mkdir(agentDir);
  for (const [path, text] of Object.entries(bundle)) {
    await mkdir(dirname(join(agentDir, path)), { recursive: true });
    await writeFile(join(agentDir, path), text);
  }
  const children = new Set<ChildProcess>();
  let started = 0;

  async function start(command: SandboxCommand, signal: AbortSignal, stdin = true): Promise<SandboxProcess> {
    signal.throwIfAborted();
    started++;
    const child = spawn(command.cmd, command.args, {
      cwd: command.cwd ?? homeDir,
      env: { PATH: process.env.PATH, HOME: homeDir, ...command.env },
      detached: true,
    });
    children.add(child);
    const ended = new Promise<{ exitCode: number; status: string }>((resolve, reject) => {
      child.once("error", (error) => reject(new ServiceError("invalid_argument", "sandbox_refused", error.message)));
      child.once("close", (code, killedBy) => {
        children.delete(child);
        if (killedBy)
          resolve({ exitCode: -1, status: killedBy === "SIGKILL" ? "signal: killed" : `signal: ${killedBy}` });
        else resolve({ exitCode: code ?? 0, status: `exit status ${code ?? 0}` });
      });
    });
    ended.catch(() => undefined);
    // A program may end before it has read what it is told.
    child.stdin.on("error", () => undefined);
    if (!stdin) child.stdin.end();
    await new Promise<void>((resolve, reject) => {
      child.once("spawn", resolve);
      ended.catch(reject);
    });
    const kill = async () => killGroup(child);
    signal.addEventListener("abort", kill);
    return {
      pid: child.pid ?? 0,
      stdout: child.stdout,
      stderr: child.stderr,
      ended,
      kill,
      write: async (data) => void child.stdin.write(data),
    };
  }

  return {
    id: "i0123456789abcdefghij",
    homeDir,
    agentDir,
    bundleDigest: "d".repeat(64),
    get started() {
      return started;
    },
    start: (command, signal) => start(command, signal),
    run: (command, signal) => runCommand((given, combined) => start(given, combined, false), command, signal),
    readFile: (path) => translate(readFile(path)),
    writeFile: (path, content) =>
      translate(mkdir(dirname(path), { recursive: true }).then(() => writeFile(path, content))),
    stat: (path) => entryOf(path).catch(() => undefined),
    list: async (path) => Promise.all((await readdir(path)).map((name) => entryOf(join(path, name)))),
    makeDir: async (path) => void (await mkdir(path, { recursive: true })),
    remove: (path) => rm(path, { recursive: true, force: true }),
    async [Symbol.asyncDispose]() {
      for (const child of children) killGroup(child);
      await rm(dir, { recursive: true, force: true });
    },
  };
}

async function entryOf(path: string): Promise<SandboxEntry> {
  const found = await stat(path);
  return {
    name: basename(path),
    path,
    type: found.isDirectory() ? "directory" : "file",
    size: found.size,
    mode: found.mode & 0o7777,
    modifiedAt: found.mtime,
    symlinkTarget: null,
  };
}

async function translate<Value>(work: Promise<Value>): Promise<Value> {
  try {
    return await work;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") throw new ServiceError("not_found", "sandbox_path_missing", message);
    if (code === "EACCES" || code === "EROFS")
      throw new ServiceError("permission_denied", "sandbox_path_denied", message);
    throw error;
  }
}

/** Background tasks of a test may have left the group; they end with the folder that they wait in. */
function killGroup(child: ChildProcess): void {
  try {
    if (child.pid) process.kill(-child.pid, "SIGKILL");
  } catch {
    // It has ended already.
  }
}
