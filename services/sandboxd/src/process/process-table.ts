import { randomBytes } from "node:crypto";
import { statSync } from "node:fs";
import { Code, ConnectError } from "@connectrpc/connect";
import { resolvePath } from "../paths.ts";
import type { SandboxState } from "../sandbox-state.ts";
import { createPipePool } from "./pipe-pool.ts";
import { startPipedProcess } from "./piped-process.ts";
import type { ProcessExit } from "./process-exit.ts";
import { killTree, signalTree, TREE_VARIABLE } from "./process-tree.ts";
import type { RunningProcess } from "./running-process.ts";
import { startTerminalProcess } from "./terminal-process.ts";

export interface StartProcess {
  cmd: string;
  args: string[];
  envs: Record<string, string>;
  cwd: string | undefined;
  user: string | undefined;
  tag: string | undefined;
  stdin: boolean;
  terminal: { columns: number; rows: number } | undefined;
}

/** A started process with what its caller asked for. */
export interface TrackedProcess extends RunningProcess {
  request: StartProcess;
  exit: ProcessExit | undefined;
  /** It and everything that came from it, at once. */
  kill(): void;
  /** Asks it and everything that came from it to end. */
  terminate(): void;
}

export type ProcessSelector = { pid: number } | { tag: string };

export interface ProcessTable {
  start(request: StartProcess): Promise<TrackedProcess>;
  /** Running, or ended a short while ago. Throws `not_found`. */
  find(selector: ProcessSelector): TrackedProcess;
  running(): TrackedProcess[];
}

/** How long a process that ended can still be asked for its exit. */
const KEEP_ENDED_MS = 30_000;

export function createProcessTable(state: SandboxState): ProcessTable {
  const pipes = createPipePool(`${state.settings.runDir}/pipes`);
  const processes = new Map<number, TrackedProcess>();

  async function start(request: StartProcess): Promise<TrackedProcess> {
    const user = state.user(request.user);
    const marker = randomBytes(9).toString("base64url");
    const { below, above } = state.baseEnv(user);
    const cwd = resolvePath(request.cwd ?? "", user, state.defaultWorkdir);
    checkFolder(cwd);
    const spawnRequest = {
      cmd: request.cmd,
      args: request.args,
      cwd,
      env: { ...below, ...request.envs, ...above, [TREE_VARIABLE]: marker },
      credentials: state.users.credentials(user),
      marker,
    };
    const started = request.terminal
      ? await startTerminalProcess(spawnRequest, request.terminal)
      : await startPipedProcess(spawnRequest, { pipes, stdin: request.stdin });
    const tracked: TrackedProcess = {
      ...started,
      request,
      exit: undefined,
      kill: () => {
        if (started.isAlive()) killTree(started.pid, marker);
      },
      terminate: () => {
        if (started.isAlive()) signalTree(started.pid, marker, "SIGTERM");
      },
    };
    processes.set(started.pid, tracked);
    void started.ended.then((exit) => {
      tracked.exit = exit;
      setTimeout(() => forget(tracked), KEEP_ENDED_MS).unref();
    });
    return tracked;
  }

  function forget(tracked: TrackedProcess): void {
    // The number may have gone to another process since.
    if (processes.get(tracked.pid) === tracked) processes.delete(tracked.pid);
  }

  function find(selector: ProcessSelector): TrackedProcess {
    const found =
      "pid" in selector
        ? processes.get(selector.pid)
        : [...processes.values()].findLast(({ request }) => request.tag === selector.tag);
    if (found) return found;
    const name = "pid" in selector ? `pid ${selector.pid}` : `tag '${selector.tag}'`;
    throw new ConnectError(`process with ${name} not found`, Code.NotFound);
  }

  return { start, find, running: () => [...processes.values()].filter(({ exit }) => !exit) };
}

function checkFolder(path: string): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) throw new ConnectError(`cwd '${path}' does not exist`, Code.InvalidArgument);
  if (!found.isDirectory()) throw new ConnectError(`cwd '${path}' is not a directory`, Code.InvalidArgument);
}
