import type { SandboxProfile } from "../../config.ts";

/** Places of this machine that a container is made of, as the engine sees them. */
export interface ContainerSources {
  node: string;
  sandboxd: string;
  /** Packages that the daemon loads at need: terminals. Null where they are not installed. */
  modules: string | null;
  /** Made for sandboxes; says nothing about the host. */
  etc: string;
  home: string;
  tmp: string;
  root: string;
  agent: string;
  /** Where the daemon puts its socket; only root inside may enter. */
  door: string;
  /** Socket that is its only way out; null for none. */
  egress: string | null;
}

export interface ContainerRequestOptions {
  image: string;
  /** Whether the image is empty but for the folders that the host's programs are shown in. */
  hostPrograms: boolean;
  runtime: string;
  isGvisor: boolean;
  profile: SandboxProfile;
  sources: ContainerSources;
  labels: Record<string, string>;
}

/**
 * What root inside may do beyond others: own files, change users, end processes, listen on low ports. SYS_PTRACE reads
 * /proc/<pid>/environ of other users' processes, by which the daemon finds the members of a process tree; there are no
 * processes but the sandbox's own to be seen.
 */
const CAPABILITIES = [
  "CHOWN",
  "DAC_OVERRIDE",
  "FOWNER",
  "FSETID",
  "KILL",
  "NET_BIND_SERVICE",
  "SETGID",
  "SETUID",
  "SYS_PTRACE",
];

/** Memory of the daemon, apart from what it runs. */
const DAEMON_HEAP_MB = 192;
const MIB = 1024 * 1024;

/** gVisor runs a process of a sandbox by a thread of its own and a process of the host's; without one to spare it ends. */
const THREADS_PER_GUEST = 3;
const KERNEL_THREADS = 256;

/** Folder of the daemon's socket, and the socket, as they stand inside and in the folder of the host. */
export const DOOR_FOLDER = "/opt/sandboxd/door";
export const DOOR_SOCKET = "daemon.sock";
/** Where the daemon finds its way out. */
export const EGRESS_SOCKET = "/opt/sandboxd/egress.sock";

/** The body of `POST /containers/create`. */
export function containerRequest(options: ContainerRequestOptions) {
  const { image, hostPrograms, runtime, profile, sources, labels } = options;
  return {
    Image: image,
    Cmd: daemonCommand(),
    Entrypoint: [],
    User: "0:0",
    WorkingDir: "/",
    Hostname: "sandbox",
    Labels: labels,
    OpenStdin: true,
    StdinOnce: true,
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    HostConfig: {
      Runtime: runtime,
      AutoRemove: true,
      RestartPolicy: { Name: "no" },
      LogConfig: { Type: "none" },
      NetworkMode: "none",
      IpcMode: "private",
      ReadonlyRootfs: true,
      CapDrop: ["ALL"],
      CapAdd: CAPABILITIES,
      SecurityOpt: ["no-new-privileges"],
      ...limits(profile),
      PidsLimit: options.isGvisor ? profile.pids * THREADS_PER_GUEST + KERNEL_THREADS : profile.pids,
      Tmpfs: { "/run": `rw,nosuid,nodev,mode=0755,size=${halfOf(profile.memoryMb)}` },
      Mounts: mounts(sources, hostPrograms),
    },
  };
}

function limits(profile: SandboxProfile) {
  const memory = profile.memoryMb * MIB;
  return {
    Memory: memory,
    // No swap beyond it.
    MemorySwap: memory,
    NanoCpus: Math.round(profile.cpu * 1e9),
    ShmSize: halfOf(profile.memoryMb),
    Ulimits: [limit("core", 0), limit("nofile", profile.openFiles), limit("fsize", profile.diskMb * MIB)],
  };
}

const limit = (Name: string, value: number) => ({ Name, Soft: value, Hard: value });
const halfOf = (megabytes: number) => Math.max(1, Math.floor(megabytes / 2)) * MIB;

/** The shell stays, as the first process, which takes in whatever has lost its parent; its end is the container's. */
function daemonCommand(): string[] {
  const daemon = ["/opt/sandboxd/bin/node", `--max-old-space-size=${DAEMON_HEAP_MB}`, "/opt/sandboxd/sandboxd.mjs"];
  return ["/bin/sh", "-c", '"$@"; exit $?', "sh", ...daemon, "--socket", `${DOOR_FOLDER}/${DOOR_SOCKET}`, "--lifeline"];
}

function mounts(sources: ContainerSources, hostPrograms: boolean) {
  const { etc, modules, egress } = sources;
  return [
    ...(hostPrograms ? [shown("/usr", "/usr"), shown(etc, "/etc")] : []),
    // In place of the engine's own, which would name its choices of names and resolvers.
    ...["hosts", "hostname", "resolv.conf"].map((name) => shown(`${etc}/${name}`, `/etc/${name}`)),
    lent(sources.home, "/home/user"),
    lent(sources.root, "/root"),
    lent(sources.tmp, "/tmp"),
    lent(sources.door, DOOR_FOLDER),
    shown(sources.agent, "/agent"),
    shown(sources.node, "/opt/sandboxd/bin/node"),
    shown(sources.sandboxd, "/opt/sandboxd/sandboxd.mjs"),
    ...(egress ? [shown(egress, EGRESS_SOCKET)] : []),
    ...(modules ? [shown(modules, "/opt/sandboxd/node_modules/@lydell")] : []),
  ];
}

const shown = (source: string, target: string) => ({ ...lent(source, target), ReadOnly: true });

/** Private: nothing that is mounted on either side shows on the other. */
const lent = (source: string, target: string) => ({
  Type: "bind",
  Source: source,
  Target: target,
  BindOptions: { Propagation: "rprivate" },
});
