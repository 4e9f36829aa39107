import { type ChildProcess, spawn } from "node:child_process";
import type { Duplex, Readable, Writable } from "node:stream";
import type { SandboxProfile } from "../../config.ts";
import { daemonCommand } from "./daemon-command.ts";
import { HOST_PATH } from "./host-path.ts";
import { withListeningSocket } from "./listening-socket.ts";
import { type SandboxSources, sandboxArguments } from "./sandbox-arguments.ts";

/** Environment variable of bwrap itself by which processes of a dead manager are found. It says nothing secret. */
export const MARKER = "NEXAU_CLOUD_SANDBOX";

export interface LaunchOptions {
  profile: SandboxProfile;
  sources: SandboxSources;
  socketPath: string;
  /** Value of the marker. */
  marker: string;
  /** Files of the groups it enters before anything else. */
  cgroupEntrances: string[];
  /** The room and the user namespace it is built in; null where the manager is not root. */
  namespaces: { room: string; user: string } | null;
  seccompFilter: Buffer;
  /** What the daemon reads on its standard input. */
  settings: string;
}

export interface LaunchedSandbox {
  process: ChildProcess;
  /** Its first process as the host numbers it; killing that one ends all. */
  innerPid: Promise<number>;
  /** The last of what it printed, for when it ends too soon. */
  complaints(): string;
}

/** Where each open file stands in the child. */
const [SOCKET_FD, ARGUMENTS_FD, INFO_FD, SECCOMP_FD] = [3, 4, 5, 6];

/** A shell that joins the groups and becomes the sandbox: nothing of it ever runs outside of them. */
const ENTER_GROUPS = 'while [ "$1" != -- ]; do echo $$ > "$1" || exit 125; shift; done; shift; exec "$@"';

const MAX_COMPLAINT_BYTES = 4096;

export function launch(options: LaunchOptions): LaunchedSandbox {
  const { namespaces, sources, profile } = options;
  const command = [
    ...["/bin/sh", "-c", ENTER_GROUPS, "sh", ...options.cgroupEntrances, "--"],
    ...(namespaces ? enterNamespaces(namespaces) : []),
    ...[
      "bwrap",
      "--args",
      String(ARGUMENTS_FD),
      "--",
      ...daemonCommand({ profile, hasRange: namespaces !== null, inGroups: options.cgroupEntrances.length > 0 }),
      "--fd",
      String(SOCKET_FD),
      "--lifeline",
    ],
  ];
  const child = withListeningSocket(options.socketPath, (socket) =>
    spawn(command[0] ?? "", command.slice(1), {
      // Its arguments and environment can be read inside, as /proc/1 shows them.
      stdio: ["pipe", "pipe", "pipe", socket, "pipe", "pipe", "pipe"],
      env: { PATH: HOST_PATH, [MARKER]: options.marker },
      cwd: "/",
      // A terminal's Ctrl-C is for the manager, who then ends its sandboxes.
      detached: true,
    }),
  );
  const words = sandboxArguments({
    sources,
    hasRange: namespaces !== null,
    infoFd: INFO_FD,
    seccompFd: SECCOMP_FD,
    shmBytes: Math.max(1, Math.floor(profile.memoryMb / 2)) * 1024 * 1024,
  });
  feed(child, ARGUMENTS_FD, words.map((word) => `${word}\0`).join(""));
  feed(child, SECCOMP_FD, options.seccompFilter);
  // Its input stays open for as long as this process lives: by its end the daemon knows that nobody is left to serve.
  holdOpen(child, `${options.settings}\n`);
  return { process: child, innerPid: readInnerPid(child), complaints: collect(child) };
}

function enterNamespaces({ room, user }: { room: string; user: string }): string[] {
  return ["nsenter", `--mount=${room}`, `--user=${user}`, "--"];
}

function feed(child: ChildProcess, fd: number, content: string | Buffer): void {
  const pipe = child.stdio[fd] as Writable;
  // It may have ended without reading; why, its exit tells.
  pipe.on("error", () => undefined);
  pipe.end(content);
}

function holdOpen(child: ChildProcess, firstLine: string): void {
  child.stdin?.on("error", () => undefined);
  child.stdin?.write(firstLine);
}

function readInnerPid(child: ChildProcess): Promise<number> {
  const pipe = child.stdio[INFO_FD] as Duplex;
  const pid = new Promise<number>((resolve, reject) => {
    let text = "";
    pipe.on("data", (data: Buffer) => {
      text += data.toString();
      const found = /"child-pid":\s*(\d+)/.exec(text)?.[1];
      if (found) resolve(Number(found));
    });
    pipe.on("error", reject);
    child.once("exit", (code, signal) => reject(new Error(`bwrap ended with ${code ?? signal}`)));
    child.once("error", reject);
  });
  pid.catch(() => undefined);
  return pid;
}

function collect(child: ChildProcess): () => string {
  let text = "";
  for (const stream of [child.stdout, child.stderr] as (Readable | null)[]) {
    stream?.on("data", (data: Buffer) => {
      text = (text + data.toString()).slice(-MAX_COMPLAINT_BYTES);
    });
    stream?.on("error", () => undefined);
  }
  return () => text.trim();
}
