import { readFileSync } from "node:fs";
import { createBoundedOutput } from "../../sandbox/bounded-output.ts";
import type { SandboxClient, SandboxProcess } from "../../sandbox/sandbox-client.ts";
import { HostAnswer, type HostRequest } from "./host-messages.ts";
import { readLines } from "./line-reader.ts";

export interface HostSettings {
  /** Folder of the agent's YAML in the bundle: Python's path and the working folder. */
  root: string;
  workDir: string;
  env: Record<string, string>;
  /** What AgentState says, besides storage and context. */
  state: Record<string, unknown>;
}

/** One Python process in the sandbox. Once it has ended it stays ended; another one has to be started. */
export interface HostProcess {
  readonly ended: boolean;
  /** Rejects with `HostDied` when the process ends before it answers. */
  ask(request: HostRequest): Promise<HostAnswer>;
  kill(): Promise<void>;
}

/** The process that was to answer is gone. */
export class HostDied extends Error {
  /** The last that it, or a tool in it, wrote to stderr. */
  readonly output: string;

  constructor(message: string, output: string) {
    super(message);
    this.output = output;
  }
}

const MAX_LINE_BYTES = 16 * 1024 * 1024;
const KEPT_STDERR_BYTES = 16 * 1024;
const MODULES = ["nexau_host_objects", "nexau_host_sandbox", "nexau_host_package", "nexau_host"];

export async function startHostProcess(
  sandbox: SandboxClient,
  settings: HostSettings,
  signal: AbortSignal,
): Promise<HostProcess> {
  const child = await sandbox.start(
    {
      cmd: "python3",
      args: ["-u", "-c", source("start"), JSON.stringify(modules()), JSON.stringify(toPython(sandbox, settings))],
      env: { ...settings.env, PYTHONIOENCODING: "utf-8", PYTHONUNBUFFERED: "1" },
    },
    signal,
  );
  return talkTo(child);
}

function talkTo(child: SandboxProcess): HostProcess {
  const waiting = new Map<number, PromiseWithResolvers<HostAnswer>>();
  const stderr = createBoundedOutput(KEPT_STDERR_BYTES);
  let lastId = 0;
  let death: HostDied | undefined;

  async function receive(): Promise<void> {
    for await (const line of readLines(child.stdout, MAX_LINE_BYTES)) {
      const answer = HostAnswer.parse(JSON.parse(line));
      waiting.get(answer.id)?.resolve(answer);
      waiting.delete(answer.id);
    }
  }

  async function collect(): Promise<void> {
    for await (const chunk of child.stderr) stderr.add(chunk);
  }

  async function live(): Promise<string> {
    const collected = collect();
    try {
      await receive();
    } catch (error) {
      // It does not keep to the protocol, so it is of no use any more.
      await child.kill();
      return `it wrote what is no answer (${error instanceof Error ? error.message : String(error)})`;
    }
    const { status } = await child.ended;
    await collected;
    return status;
  }

  function die(reason: string): void {
    death = new HostDied(`The process that runs the project's Python tools has ended: ${reason}.`, stderr.text());
    for (const { reject } of waiting.values()) reject(death);
    waiting.clear();
  }

  live().then(die, (error) => die(error instanceof Error ? error.message : String(error)));

  return {
    get ended() {
      return death !== undefined;
    },
    async ask(request) {
      if (death) throw death;
      const id = ++lastId;
      const answer = Promise.withResolvers<HostAnswer>();
      waiting.set(id, answer);
      // When the process is gone the write fails, but what it ended with says more; `die` will tell.
      child.write(`${JSON.stringify({ id, ...request })}\n`).catch(() => undefined);
      return answer.promise;
    },
    kill: () => child.kill(),
  };
}

function toPython(sandbox: SandboxClient, { root, workDir, env, state }: HostSettings): Record<string, unknown> {
  const digest = sandbox.bundleDigest;
  return {
    agent_dir: sandbox.agentDir,
    // Named by content: the session keeps what a version's tools wrote, and another version starts afresh.
    writable_dir: digest ? `${sandbox.homeDir}/.nexau/agents/${digest.slice(0, 16)}` : "",
    root,
    sandbox_id: sandbox.id,
    work_dir: workDir,
    env,
    state,
  };
}

const modules = () => Object.fromEntries(MODULES.map((name) => [name, source(name)]));

const sources = new Map<string, string>();
function source(name: string): string {
  let text = sources.get(name);
  if (text === undefined) {
    text = readFileSync(new URL(`./python/${name}.py`, import.meta.url), "utf8");
    sources.set(name, text);
  }
  return text;
}
