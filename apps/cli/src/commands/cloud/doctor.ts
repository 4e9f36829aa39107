import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { connect } from "node:net";
import { freemem, totalmem } from "node:os";
import { promisify } from "node:util";

const run = promisify(execFile);

/** `missing` keeps the cloud from starting as it is by default; `optional` is something it could use and does not have. */
export type FindingState = "ok" | "missing" | "optional";

export interface Finding {
  name: string;
  state: FindingState;
  detail: string;
  /** What to do about it; null when nothing has to be done. */
  remedy: string | null;
}

/** What this machine can do for a cloud, found out by trying. Nothing is changed. */
export async function examineMachine(dataDir: string): Promise<Finding[]> {
  return Promise.all([node(), bubblewrap(), python(), cgroups(), memory(), disk(dataDir), docker(), gvisor(), redis()]);
}

async function node(): Promise<Finding> {
  const major = Number(process.versions.node.split(".", 1)[0]);
  const detail = `Node.js ${process.versions.node}`;
  if (major >= 24) return ok("node", detail);
  return missing(
    "node",
    `${detail}; 24 or later is needed`,
    "Run `npm install` in the clone: it brings Node.js 24 along.",
  );
}

async function bubblewrap(): Promise<Finding> {
  const version = await outputOf("bwrap", ["--version"]);
  if (version === undefined) {
    return missing("bubblewrap", "not installed; sandboxes cannot be made", "Install the package `bubblewrap`.");
  }
  const tried = await outputOf("bwrap", [
    "--unshare-all",
    "--ro-bind",
    "/usr",
    "/usr",
    "--symlink",
    "usr/lib64",
    "/lib64",
    "--symlink",
    "usr/lib",
    "/lib",
    "/usr/bin/true",
  ]);
  if (tried === undefined) {
    return missing(
      "bubblewrap",
      `${version} is installed but cannot make namespaces here`,
      "Allow unprivileged user namespaces (sysctl kernel.unprivileged_userns_clone=1, or the AppArmor profile of bwrap), or run the cloud as root.",
    );
  }
  return ok("bubblewrap", `${version}, namespaces work`);
}

async function python(): Promise<Finding> {
  const version = await outputOf("/usr/bin/python3", ["--version"]);
  if (version !== undefined) return ok("python", version);
  return missing("python", "/usr/bin/python3 is not there; Python tools cannot run", "Install the package `python3`.");
}

async function cgroups(): Promise<Finding> {
  const mounts = readOrEmpty("/proc/mounts");
  if (/ cgroup2 /.test(mounts) && existsSync("/sys/fs/cgroup/cgroup.controllers")) return ok("cgroups", "version 2");
  if (/ cgroup .*memory/.test(mounts)) return ok("cgroups", "version 1");
  return optional(
    "cgroups",
    "no controllers; sandboxes are limited by rlimits only",
    "Run on a host with cgroups to limit memory and cpu of each sandbox as a whole.",
  );
}

async function memory(): Promise<Finding> {
  const detail = `${gibibytes(freemem())} GiB free of ${gibibytes(totalmem())}`;
  return freemem() > 512 * 2 ** 20
    ? ok("memory", detail)
    : optional("memory", detail, "The cloud itself wants about half a GiB.");
}

async function disk(dataDir: string): Promise<Finding> {
  const folder = existsSync(dataDir) ? dataDir : ".";
  const { bavail, bsize } = await statfs(folder);
  const detail = `${gibibytes(bavail * bsize)} GiB free for ${dataDir}`;
  return bavail * bsize > 2 ** 30
    ? ok("disk", detail)
    : optional("disk", detail, "Make room, or move the data folder with NEXAU_CLOUD_DATA_DIR.");
}

async function docker(): Promise<Finding> {
  const version = await outputOf("docker", ["version", "--format", "{{.Server.Version}}"]);
  if (version) return ok("docker", `engine ${version}`);
  return optional("docker", "no engine answers", "Only needed for sandboxes with the docker driver.");
}

async function gvisor(): Promise<Finding> {
  const version = await outputOf("runsc", ["--version"]);
  if (version) return ok("gvisor", version.split("\n", 1)[0] ?? version);
  return optional("gvisor", "runsc is not installed", "Only needed for sandboxes under gVisor.");
}

async function redis(): Promise<Finding> {
  if (await accepts(6379)) return ok("redis", "something listens at 127.0.0.1:6379");
  return optional(
    "redis",
    "nothing listens at 127.0.0.1:6379",
    "Only needed when services run as processes of their own (redis.url).",
  );
}

const ok = (name: string, detail: string): Finding => ({ name, state: "ok", detail, remedy: null });
const missing = (name: string, detail: string, remedy: string): Finding => ({ name, state: "missing", detail, remedy });
const optional = (name: string, detail: string, remedy: string): Finding => ({
  name,
  state: "optional",
  detail,
  remedy,
});

const gibibytes = (bytes: number) => (bytes / 2 ** 30).toFixed(1);

/** What a program prints; undefined when it is not there or fails. */
async function outputOf(program: string, args: string[]): Promise<string | undefined> {
  try {
    return (await run(program, args, { timeout: 10_000 })).stdout.trim();
  } catch {
    return undefined;
  }
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: "127.0.0.1", port, timeout: 1000 });
    const finish = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("connect", () => finish(true));
    socket.once("error", () => finish(false));
    socket.once("timeout", () => finish(false));
  });
}
