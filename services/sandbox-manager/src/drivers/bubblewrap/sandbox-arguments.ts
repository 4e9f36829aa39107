import { existsSync, lstatSync, readlinkSync } from "node:fs";

/** Places of this machine that a sandbox is built from, as the process that builds it sees them. */
export interface SandboxSources {
  node: string;
  sandboxd: string;
  /** Packages that the daemon loads at need: terminals. Null where they are not installed. */
  modules: string | null;
  etc: string;
  home: string;
  tmp: string;
  root: string;
  agent: string;
  /** Socket of the way out; null for none. */
  egress: string | null;
}

export interface SandboxArgumentOptions {
  sources: SandboxSources;
  /** Whether it is started inside a user namespace with a range of ids, as its root. */
  hasRange: boolean;
  /** File descriptors for the answer with the pid, and for the filter of system calls. */
  infoFd: number;
  seccompFd: number;
  shmBytes: number;
}

/**
 * What root inside may do beyond others, all of it within the sandbox's own ids: own files, change users, end processes,
 * listen on low ports. SYS_PTRACE reads /proc/<pid>/environ of other users' processes, by which the daemon finds the
 * members of a process tree; the call itself is closed by the filter.
 */
export const INNER_ROOT_CAPABILITIES = [
  "CAP_CHOWN",
  "CAP_DAC_OVERRIDE",
  "CAP_FOWNER",
  "CAP_FSETID",
  "CAP_KILL",
  "CAP_NET_BIND_SERVICE",
  "CAP_SETGID",
  "CAP_SETUID",
  "CAP_SYS_PTRACE",
];

/** Where the daemon finds the way out of the sandbox. */
export const EGRESS_SOCKET = "/opt/sandboxd/egress.sock";

/** Ports and the like do not matter: there is no network but loopback. */
const NAMESPACES = ["--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup", "--unshare-net"];

/** The arguments of bwrap, which build the sandbox's view of the world. */
export function sandboxArguments(options: SandboxArgumentOptions): string[] {
  const { sources, hasRange } = options;
  return [
    ...NAMESPACES,
    ...(hasRange ? [] : ["--unshare-user", "--uid", "1000", "--gid", "1000"]),
    ...["--cap-drop", "ALL", ...(hasRange ? capabilities() : [])],
    ...["--die-with-parent", "--new-session", "--clearenv", "--hostname", "sandbox"],
    ...["--info-fd", String(options.infoFd), "--seccomp", String(options.seccompFd)],
    ...["--ro-bind", "/usr", "/usr"],
    ...["/bin", "/sbin", "/lib", "/lib32", "/lib64"].flatMap(topFolder),
    ...["--ro-bind", sources.etc, "/etc"],
    ...["--proc", "/proc", "--dev", "/dev"],
    ...["--perms", "1777", "--size", String(options.shmBytes), "--tmpfs", "/dev/shm"],
    ...["--perms", "0755", "--size", String(options.shmBytes), "--tmpfs", "/run"],
    ...openFolder("/var"),
    ...["--symlink", "../tmp", "/var/tmp", "--symlink", "../run", "/var/run"],
    ...openFolder("/home"),
    ...["--bind", sources.home, "/home/user"],
    ...["--bind", sources.root, "/root", "--bind", sources.tmp, "/tmp"],
    ...["--ro-bind", sources.agent, "/agent"],
    ...["/opt", "/opt/sandboxd", "/opt/sandboxd/bin", "/opt/sandboxd/node_modules"].flatMap(openFolder),
    ...[
      "--ro-bind",
      sources.node,
      "/opt/sandboxd/bin/node",
      "--ro-bind",
      sources.sandboxd,
      "/opt/sandboxd/sandboxd.mjs",
    ],
    // Debian knows python3 only.
    ...["--symlink", "/usr/bin/python3", "/opt/sandboxd/bin/python"],
    ...(sources.modules ? ["--ro-bind", sources.modules, "/opt/sandboxd/node_modules/@lydell"] : []),
    ...(sources.egress ? ["--ro-bind", sources.egress, EGRESS_SOCKET] : []),
    ...["--remount-ro", "/", "--chdir", "/"],
  ];
}

const openFolder = (path: string) => ["--perms", "0755", "--dir", path];

/** SETPCAP is for closeBoundingSet alone. */
function capabilities(): string[] {
  return [...INNER_ROOT_CAPABILITIES, "CAP_SETPCAP"].flatMap((name) => ["--cap-add", name]);
}

/** Distributions with one /usr have links at the top, others folders. */
function topFolder(path: string): string[] {
  if (!existsSync(path)) return [];
  return lstatSync(path).isSymbolicLink() ? ["--symlink", readlinkSync(path), path] : ["--ro-bind", path, path];
}
