import { createHash, randomBytes } from "node:crypto";
import { closeSync, existsSync, openSync } from "node:fs";
import { chmod, mkdir, readdir, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { type Logger, ServiceError } from "@nexau-cloud/platform";
import { placeAgent } from "../../agents/agent-folder.ts";
import { type Cgroup, openCgroups } from "../cgroups/cgroups.ts";
import type { RunningSandbox, SandboxDriver, SandboxEnd, SandboxSpec } from "../driver.ts";
import { checkMachine } from "./check-machine.ts";
import { diskUse } from "./disk-use.ts";
import { makeEtcFolder, SEARCH_PATH } from "./etc-folder.ts";
import { type LaunchedSandbox, launch } from "./launch.ts";
import { killLeftovers } from "./leftovers.ts";
import { openRoom, type Room } from "./room.ts";
import { EGRESS_SOCKET, type SandboxSources } from "./sandbox-arguments.ts";
import {
  deleteSandboxFolder,
  ownerOf,
  prepareSandboxFolder,
  type SandboxFolder,
  sandboxFolder,
} from "./sandbox-folder.ts";
import { seccompFilter } from "./seccomp-filter.ts";
import { copySnapshot, deleteSnapshot, takeSnapshot } from "./snapshots.ts";
import { createUidRanges } from "./uid-ranges.ts";
import { startUndertaker } from "./undertaker.ts";
import { openUserNamespace } from "./user-namespace.ts";

export interface BubblewrapOptions {
  /** Folder of this driver's own. Sandboxes' files lie in it and stay. */
  dataDir: string;
  /** The node that the daemon runs on inside. */
  node: string;
  /** The daemon, as one file. */
  sandboxd: string;
  /** Folder of packages it loads at need; null for none. */
  modules: string | null;
  /** Folder of the sockets that lead out of sandboxes; without it none of them has a way out. */
  egressDir?: string;
  uidRanges: { folder: string; firstUid: number; count: number };
  log: Logger;
}

interface Entry extends RunningSandbox {
  launched: LaunchedSandbox;
  killed: boolean;
  frozen: boolean;
  cgroup: Cgroup | undefined;
  folder: SandboxFolder;
  memoryLimitBytes: number;
}

const KILL_PATIENCE_MS = 2_000;

/**
 * Sandboxes made of Linux namespaces. As root, each has its own range of host ids, in which root and user both exist; as
 * an ordinary user, everything inside is that user's id. See README.md of this folder.
 */
export async function createBubblewrapDriver(options: BubblewrapOptions): Promise<SandboxDriver> {
  const { dataDir, log } = options;
  const asRoot = process.getuid?.() === 0;
  const [sandboxesDir, snapshotsDir, socketsDir, etcDir] = [
    join(dataDir, "sandboxes"),
    join(dataDir, "snapshots"),
    join(dataDir, "sockets"),
    join(dataDir, "etc"),
  ];
  await mkdir(sandboxesDir, { recursive: true });
  await chmod(sandboxesDir, 0o711);
  await mkdir(socketsDir, { recursive: true, mode: 0o700 });
  await mkdir(snapshotsDir, { recursive: true, mode: 0o700 });
  // Named by way of the open folder, since a socket's name may have no more than 107 characters.
  const socketsFolder = openSync(socketsDir, "r");
  const socketOf = (id: string) => `/proc/self/fd/${socketsFolder}/${id}.sock`;
  // The same for every manager that ever works on this folder, so that it knows what is its own.
  const instance = createHash("sha256").update(dataDir).digest("hex").slice(0, 16);
  /** Tells what this process starts from what an earlier one has left. */
  const life = randomBytes(8).toString("hex");
  const undertaker = startUndertaker(`${instance}:${life}:`);
  const { cgroups, problem } = await openCgroups(`nexau-cloud-${instance}`);
  const ranges = asRoot ? createUidRanges(options.uidRanges) : undefined;
  const entries = new Map<string, Entry>();
  let room: Promise<Room> | undefined;
  let etc: Promise<void> | undefined;

  function openSharedRoom(): Promise<Room> {
    const contents: Record<string, string> = {
      sandboxes: sandboxesDir,
      etc: etcDir,
      node: options.node,
      "sandboxd.mjs": options.sandboxd,
      ...(options.modules ? { modules: options.modules } : {}),
      ...(options.egressDir ? { egress: options.egressDir } : {}),
    };
    room ??= openRoom(join(dataDir, "room"), contents).catch((error: unknown) => {
      room = undefined;
      throw error;
    });
    return room;
  }

  function makeSharedEtc(): Promise<void> {
    etc ??= makeEtcFolder(etcDir).catch((error: unknown) => {
      etc = undefined;
      throw error;
    });
    return etc;
  }

  async function sourcesOf(
    folder: SandboxFolder,
    { id, egressSocket }: SandboxSpec,
  ): Promise<{ sources: SandboxSources; room: Room | null }> {
    await makeSharedEtc();
    if (!asRoot) {
      const { node, sandboxd, modules } = options;
      const { home, tmp, root, agent } = folder;
      const egress = egressSocket ?? null;
      return { sources: { node, sandboxd, modules, etc: etcDir, home, tmp, root, agent, egress }, room: null };
    }
    const shared = await openSharedRoom();
    const inRoom = sandboxFolder(shared.pathOf("sandboxes"), id);
    return {
      room: shared,
      sources: {
        node: shared.pathOf("node"),
        sandboxd: shared.pathOf("sandboxd.mjs"),
        modules: options.modules ? shared.pathOf("modules") : null,
        etc: shared.pathOf("etc"),
        home: inRoom.home,
        tmp: inRoom.tmp,
        root: inRoom.root,
        agent: inRoom.agent,
        egress: egressSocket === undefined ? null : `${shared.pathOf("egress")}/${basename(egressSocket)}`,
      },
    };
  }

  async function create(spec: SandboxSpec): Promise<RunningSandbox> {
    if (entries.has(spec.id)) throw new Error(`sandbox ${spec.id} runs already`);
    if (!existsSync(options.sandboxd)) throw daemonMissing();
    const folder = sandboxFolder(sandboxesDir, spec.id);
    const firstUid = ranges ? ranges.take(await ownerOf(folder)) : null;
    let cgroup: Cgroup | undefined;
    const giveUp = async () => {
      await cgroup?.remove().catch((error: unknown) => log.warn({ err: error }, "a cgroup could not be removed"));
      if (firstUid !== null) ranges?.release(firstUid);
      await rm(socketOf(spec.id), { force: true });
    };
    try {
      const [user, { sources, room: shared }] = await Promise.all([
        firstUid === null ? null : openUserNamespace(firstUid),
        sourcesOf(folder, spec),
        prepareSandboxFolder(folder, firstUid).then(() => placeAgent(folder.agent, spec.agentDir)),
      ]);
      try {
        cgroup = await cgroups?.create(spec.id, limitsOf(spec));
        const launched = launch({
          profile: spec.profile,
          sources,
          socketPath: socketOf(spec.id),
          marker: `${instance}:${life}:${spec.id}`,
          cgroupEntrances: cgroup?.entrances ?? [],
          namespaces: shared && user ? { room: shared.namespacePath, user: user.path } : null,
          seccompFilter: seccompFilter(process.arch),
          settings: JSON.stringify(daemonSettings(spec)),
        });
        const entry = track(spec, { launched, cgroup, folder, giveUp });
        await launched.innerPid.catch(async (error: unknown) => {
          await entry.ended;
          throw startFailed(launched.complaints(), error);
        });
        return entry;
      } finally {
        user?.close();
      }
    } catch (error) {
      if (!entries.has(spec.id)) await giveUp();
      throw error;
    }
  }

  function track(
    spec: SandboxSpec,
    parts: {
      launched: LaunchedSandbox;
      cgroup: Cgroup | undefined;
      folder: SandboxFolder;
      giveUp: () => Promise<void>;
    },
  ): Entry {
    const { launched, cgroup, folder, giveUp } = parts;
    const child = launched.process;
    const ended = new Promise<SandboxEnd>((resolve) => {
      const finish = async (detail: string) => {
        await giveUp();
        entries.delete(spec.id);
        resolve({ cause: entry.killed ? "killed" : "exited", detail });
      };
      child.once("error", (error) => void finish(error.message));
      child.once("exit", (code, signal) => void finish(`ended with ${signal ?? code}: ${launched.complaints()}`));
    });
    const entry: Entry = {
      id: spec.id,
      socketPath: socketOf(spec.id),
      ended,
      launched,
      cgroup,
      folder,
      killed: false,
      frozen: false,
      memoryLimitBytes: limitsOf(spec).memoryBytes,
    };
    entries.set(spec.id, entry);
    return entry;
  }

  async function kill(id: string): Promise<void> {
    const entry = entries.get(id);
    if (!entry) return;
    entry.killed = true;
    // What is frozen does not die before it goes on.
    await entry.cgroup?.thaw();
    const { process: outer, innerPid } = entry.launched;
    // Its first process takes all others with it; the outer one then ends when none is left.
    const inner = await Promise.race([innerPid.catch(() => undefined), entry.ended.then(() => undefined)]);
    if (inner !== undefined && entries.has(id)) killPid(inner);
    const slow = setTimeout(() => outer.kill("SIGKILL"), KILL_PATIENCE_MS);
    await entry.ended;
    clearTimeout(slow);
  }

  async function freeze(id: string): Promise<void> {
    const entry = entries.get(id);
    if (!entry) throw new Error(`sandbox ${id} does not run`);
    if (!(await entry.cgroup?.freeze())) throw cannotFreeze();
    entry.frozen = true;
  }

  async function thaw(id: string): Promise<void> {
    const entry = entries.get(id);
    if (!entry) return;
    await entry.cgroup?.thaw();
    entry.frozen = false;
  }

  /** Files are copied from under processes that stand still, where this machine can make them. */
  async function snapshot(id: string, snapshotId: string): Promise<void> {
    const entry = entries.get(id);
    const freezes = entry !== undefined && !entry.frozen && ((await entry.cgroup?.freeze()) ?? false);
    try {
      await takeSnapshot(sandboxFolder(sandboxesDir, id), sandboxFolder(snapshotsDir, snapshotId));
    } finally {
      if (freezes) await entry.cgroup?.thaw();
    }
  }

  const driver: SandboxDriver = {
    name: "bubblewrap",
    check: () =>
      checkMachine({ asRoot, sandboxdPath: options.sandboxd, cgroupKind: cgroups?.kind, cgroupProblem: problem }),

    recover: async () => {
      const groups = (await cgroups?.list()) ?? [];
      for (const name of groups) await cgroups?.open(name).thaw();
      const killed = await killLeftovers(`${instance}:`);
      for (const name of groups) await cgroups?.open(name).remove();
      const sockets = await readdir(socketsDir);
      for (const name of sockets) await rm(join(socketsDir, name), { force: true });
      if (killed + groups.length + sockets.length > 0) {
        log.warn(
          { processes: killed, cgroups: groups.length, sockets: sockets.length },
          "removed what a killed manager left",
        );
      }
    },

    prepare: async () => {
      await makeSharedEtc();
      if (asRoot) await openSharedRoom();
    },

    create,
    connect: (id) => entries.get(id),
    list: () => [...entries.values()],

    setAgent: async (id, agentDir) => {
      const entry = entries.get(id);
      if (entry) await placeAgent(entry.folder.agent, agentDir);
    },

    kill,
    destroy: async (id) => {
      await kill(id);
      await deleteSandboxFolder(sandboxFolder(sandboxesDir, id));
    },

    stats: async (id) => {
      const entry = entries.get(id);
      if (!entry) return undefined;
      const { home, tmp, root } = entry.folder;
      const [use, diskBytes] = await Promise.all([entry.cgroup?.use(), diskUse([home, tmp, root])]);
      const { cpuUsedMs = 0, memoryBytes = 0, processes = 0 } = use ?? {};
      return { cpuUsedMs, memoryBytes, processes, diskBytes, memoryLimitBytes: entry.memoryLimitBytes };
    },

    pause: freeze,
    resume: thaw,

    snapshot,
    fork: async (snapshotId, spec) => {
      await copySnapshot(sandboxFolder(snapshotsDir, snapshotId), sandboxFolder(sandboxesDir, spec.id));
      return create(spec);
    },

    deleteSnapshot: (snapshotId) => deleteSnapshot(sandboxFolder(snapshotsDir, snapshotId)),

    close: async () => {
      await Promise.all([...entries.keys()].map(kill));
      await cgroups?.close();
      await room?.then((opened) => opened.close()).catch(() => undefined);
      room = undefined;
      closeSync(socketsFolder);
      undertaker.dismiss();
    },
  };
  return driver;
}

function limitsOf({ profile }: SandboxSpec) {
  return { memoryBytes: profile.memoryMb * 1024 * 1024, pids: profile.pids, cpu: profile.cpu };
}

function daemonSettings(spec: SandboxSpec) {
  return {
    sandboxId: spec.id,
    templateId: spec.templateId,
    accessToken: spec.accessToken,
    controlToken: spec.controlToken,
    defaultUser: "user",
    defaultWorkdir: null,
    searchPath: SEARCH_PATH,
    env: spec.env,
    runDir: "/run/sandboxd",
    passwdFile: "/etc/passwd",
    egressSocket: spec.egressSocket === undefined ? null : EGRESS_SOCKET,
    egress: spec.network?.egress !== "none",
  };
}

function killPid(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended already.
  }
}

const cannotFreeze = () =>
  new ServiceError(
    "unimplemented",
    "sandbox_driver_cannot",
    "Sandboxes cannot be paused with their memory on this machine: it gives us no cgroup to freeze. Pause without memory.",
  );

const daemonMissing = () =>
  new ServiceError("internal", "sandbox_start_failed", "The sandbox daemon has not been built; run `npm run setup`.");

const startFailed = (complaints: string, cause: unknown) =>
  new ServiceError("internal", "sandbox_start_failed", "A sandbox could not be started on this machine.", {
    cause: new Error(complaints, { cause }),
  });
