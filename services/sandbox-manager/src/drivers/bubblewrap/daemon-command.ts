import { readFileSync } from "node:fs";
import type { SandboxProfile } from "../../config.ts";
import { INNER_ROOT_CAPABILITIES } from "./sandbox-arguments.ts";

export interface DaemonCommandOptions {
  profile: SandboxProfile;
  /** Whether it has a range of ids, and root's capabilities among them. */
  hasRange: boolean;
  /** Whether groups of the kernel limit all its processes together. */
  inGroups: boolean;
}

/** Memory of the daemon, apart from what it runs. */
const DAEMON_HEAP_MB = 192;

/** What Node.js reserves without using it; a limit on reserved memory, which every process inherits, has to allow for it. */
const DAEMON_RESERVES_MB = 1024;

/** As many processes as can be started before the daemon has to make more. */
const FIRST_PIPES = 24;

/** What runs inside first: it makes ready, limits itself, gives up what it does not need, and becomes the daemon. */
export function daemonCommand(options: DaemonCommandOptions): string[] {
  return [
    ...["/bin/sh", "-c", PREPARE, "sh"],
    ...resourceLimits(options),
    ...(options.hasRange ? closeBoundingSet() : []),
    ...["/opt/sandboxd/bin/node", `--max-old-space-size=${DAEMON_HEAP_MB}`, "/opt/sandboxd/sandboxd.mjs"],
  ];
}

/** The daemon's own folder with its first pipes, which it would take longer to make. */
const PREPARE = [
  "umask 077; mkdir -p /run/sandboxd/pipes; cd /run/sandboxd/pipes",
  `mkfifo -m 0666 ${Array.from({ length: FIRST_PIPES }, (_, index) => index).join(" ")}`,
  'cd /; exec "$@"',
].join("; ");

/** Soft and hard. Without groups of the kernel they are all that holds, though for each process alone. */
function resourceLimits({ profile, inGroups }: DaemonCommandOptions): string[] {
  return [
    "prlimit",
    "--core=0",
    `--nofile=${atMost("Max open files", profile.openFiles)}`,
    `--nproc=${atMost("Max processes", profile.pids)}`,
    `--fsize=${profile.diskMb * 1024 * 1024}`,
    ...(inGroups ? [] : [`--data=${(profile.memoryMb + DAEMON_RESERVES_MB) * 1024 * 1024}`]),
    "--",
  ];
}

/** A limit can be lowered only, so that what this process itself is held to counts, too. */
function atMost(name: string, wanted: number): number {
  const line = readFileSync("/proc/self/limits", "latin1")
    .split("\n")
    .find((text) => text.startsWith(name));
  const hard = Number(line?.slice(name.length).trim().split(/\s+/)[1]);
  return Number.isFinite(hard) ? Math.min(hard, wanted) : wanted;
}

/** Puts what it may not have out of reach for good, and then the right to do that. */
function closeBoundingSet(): string[] {
  const kept = INNER_ROOT_CAPABILITIES.map((name) => `+${name.replace("CAP_", "").toLowerCase()}`);
  return ["setpriv", "--inh-caps=-setpcap", `--bounding-set=-all,${kept.join(",")}`, "--"];
}
