import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, lchown, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type Logger, ServiceError } from "@nexau-cloud/platform";
import { z } from "zod";
import { placeAgent } from "../../agents/agent-folder.ts";
import { diskUse } from "../bubblewrap/disk-use.ts";
import { makeEtcFolder, SEARCH_PATH } from "../bubblewrap/etc-folder.ts";
import {
  deleteSandboxFolder,
  prepareSandboxFolder,
  type SandboxFolder,
  sandboxFolder,
} from "../bubblewrap/sandbox-folder.ts";
import { copySnapshot, deleteSnapshot, takeSnapshot } from "../bubblewrap/snapshots.ts";
import type { RunningSandbox, SandboxDriver, SandboxEnd, SandboxSpec, SandboxStats } from "../driver.ts";
import { checkEngine } from "./check-engine.ts";
import { type Container, removeContainer, startContainer } from "./container.ts";
import { containerRequest, DOOR_SOCKET, EGRESS_SOCKET } from "./container-request.ts";
import { isRefusal, openDockerEngine } from "./engine.ts";
import { canReachOut, type EngineFacts, readEngineFacts } from "./engine-facts.ts";
import { ensureHostImage } from "./host-image.ts";
import { reapRuntime } from "./runtime-processes.ts";

export interface DockerOptions {
  /** As profiles name it. */
  name: "docker" | "gvisor";
  /** The engine's name for what it runs containers with. */
  runtime: string;
  /** The engine's unix socket. */
  socketPath: string;
  /** Null for the host's own programs. */
  image: string | null;
  /** Folder of this driver's own. */
  dataDir: string;
  /** Where the files of sandboxes lie, and stay. Drivers may share it: the files are the same for all of them. */
  filesDir: string;
  node: string;
  sandboxd: string;
  modules: string | null;
  startTimeoutMs: number;
  log: Logger;
}

interface Entry extends RunningSandbox {
  container: Container;
  folder: SandboxFolder;
  doorDir: string;
  memoryLimitBytes: number;
  killed: boolean;
  frozen: boolean;
}

/** After so long what did not end by the engine's hand ends by ours. */
const KILL_PATIENCE_MS = 5_000;
const LABEL = "nexau-cloud";

const Listed = z.array(z.object({ Id: z.string() }));
const Stats = z.object({
  cpu_stats: z.object({ cpu_usage: z.object({ total_usage: z.number() }).partial() }).partial(),
  memory_stats: z.object({ usage: z.number() }).partial(),
  pids_stats: z.object({ current: z.number() }).partial(),
});

/** Sandboxes made of containers of a Docker engine, with runc or with gVisor. See README.md of this folder. */
export async function createDockerDriver(options: DockerOptions): Promise<SandboxDriver> {
  const { name, dataDir, filesDir, log } = options;
  const engine = openDockerEngine(options.socketPath);
  const isGvisor = name === "gvisor";
  const [sandboxesDir, snapshotsDir] = [join(filesDir, "sandboxes"), join(filesDir, "snapshots")];
  const [doorsDir, etcDir] = [join(dataDir, "doors"), join(dataDir, "etc")];
  for (const folder of [sandboxesDir, snapshotsDir, doorsDir]) await mkdir(folder, { recursive: true, mode: 0o700 });
  // The same for every manager that ever works on this folder, so that it knows what is its own.
  const instance = createHash("sha256").update(dataDir).digest("hex").slice(0, 16);
  const entries = new Map<string, Entry>();
  let isRecovered = false;
  let ready: Promise<{ facts: EngineFacts; image: string }> | undefined;

  /** What every sandbox needs of the engine and this machine; asked for again until it is there. */
  function prepare(): Promise<{ facts: EngineFacts; image: string }> {
    ready ??= prepareOnce().catch((error: unknown) => {
      ready = undefined;
      throw error;
    });
    return ready;
  }

  async function prepareOnce() {
    const facts = await readEngineFacts(engine);
    const [image] = await Promise.all([options.image ?? ensureHostImage(engine), makeEtcFolder(etcDir)]);
    return { facts, image };
  }

  async function removeLeftovers(): Promise<void> {
    const filters = JSON.stringify({ label: [`${LABEL}.instance=${instance}`] });
    const answer = await engine.call("GET", `/containers/json?${new URLSearchParams({ all: "true", filters })}`);
    const left = Listed.parse(answer).filter(
      ({ Id }) => ![...entries.values()].some(({ container }) => container.id === Id),
    );
    await Promise.all(
      left.map(async ({ Id }) => {
        await removeContainer(engine, Id);
        await reap(Id);
      }),
    );
    if (left.length > 0) log.warn({ driver: name, containers: left.length }, "removed what a killed manager left");
    isRecovered = true;
  }

  async function create(spec: SandboxSpec): Promise<RunningSandbox> {
    if (entries.has(spec.id)) throw new Error(`sandbox ${spec.id} runs already`);
    if (!existsSync(options.sandboxd)) throw daemonMissing();
    // Something of it may be running still if the engine was away when it was to end.
    if (!isRecovered) await removeLeftovers();
    const { facts, image } = await prepare();
    const folder = sandboxFolder(sandboxesDir, spec.id);
    const doorDir = join(doorsDir, spec.id);
    await prepareSandboxFolder(folder, facts.firstUid);
    await Promise.all([placeAgent(folder.agent, spec.agentDir), makeDoorFolder(doorDir, facts.firstUid)]);
    const { home, tmp, root, agent } = folder;
    const { node, sandboxd, modules, runtime } = options;
    const cpu = Math.min(spec.profile.cpu, facts.processors);
    const egress = (canReachOut(facts.runtimes.get(runtime)) && spec.egressSocket) || null;
    try {
      const container = await startContainer(engine, {
        request: containerRequest({
          image,
          hostPrograms: options.image === null,
          runtime,
          isGvisor,
          profile: { ...spec.profile, cpu },
          sources: { node, sandboxd, modules, etc: etcDir, home, tmp, root, agent, door: doorDir, egress },
          labels: { [`${LABEL}.instance`]: instance, [`${LABEL}.sandbox`]: spec.id },
        }),
        settings: JSON.stringify({ ...daemonSettings(spec), egressSocket: egress && EGRESS_SOCKET }),
        socketPath: join(doorDir, DOOR_SOCKET),
        timeoutMs: options.startTimeoutMs,
      });
      return track(spec, { container, folder, doorDir });
    } catch (error) {
      await rm(doorDir, { recursive: true, force: true });
      const away = engineIsAway(error);
      if (away) {
        // It may have made the container and not said so.
        isRecovered = false;
        throw away;
      }
      // What it needs may have been taken away, such as the image: to be looked at anew.
      ready = undefined;
      throw startFailed(error);
    }
  }

  function track(spec: SandboxSpec, parts: Pick<Entry, "container" | "folder" | "doorDir">): Entry {
    const { container, doorDir } = parts;
    const entry: Entry = {
      ...parts,
      id: spec.id,
      socketPath: container.door.path,
      ended: container.gone.then((detail) => finish(detail)),
      memoryLimitBytes: spec.profile.memoryMb * 1024 * 1024,
      killed: false,
      frozen: false,
    };
    entries.set(spec.id, entry);
    return entry;

    async function finish(detail: string): Promise<SandboxEnd> {
      await reap(container.id);
      await rm(doorDir, { recursive: true, force: true });
      entries.delete(spec.id);
      // Not before whoever connects to it has been told, as the number may come to mean another file.
      setImmediate(() => container.door.close());
      return { cause: entry.killed ? "killed" : "exited", detail };
    }
  }

  async function reap(containerId: string): Promise<void> {
    if (!isGvisor) return;
    const killed = await reapRuntime("runsc", containerId);
    if (killed > 0) log.warn({ driver: name, processes: killed }, "ended what gVisor left of a container");
  }

  async function kill(id: string): Promise<void> {
    const entry = entries.get(id);
    if (!entry) return;
    entry.killed = true;
    // What is frozen does not die before it goes on.
    if (entry.frozen) await unpause(entry, AbortSignal.timeout(KILL_PATIENCE_MS)).catch(() => undefined);
    try {
      await removeContainer(engine, entry.container.id);
    } catch (error) {
      log.warn({ err: error, driver: name, sandboxId: id }, "the engine did not end a sandbox");
      isRecovered = false;
      entry.container.killFirst();
    }
    if (await endsWithin(entry, KILL_PATIENCE_MS)) return;
    entry.container.killFirst();
    if (!(await endsWithin(entry, KILL_PATIENCE_MS))) throw killFailed();
  }

  async function freeze(id: string): Promise<void> {
    const entry = entries.get(id);
    if (!entry) throw new Error(`sandbox ${id} does not run`);
    if (entry.frozen) return;
    await engine.call("POST", `/containers/${entry.container.id}/pause`);
    entry.frozen = true;
  }

  async function thaw(id: string): Promise<void> {
    const entry = entries.get(id);
    if (entry?.frozen) await unpause(entry);
  }

  async function unpause(entry: Entry, signal?: AbortSignal): Promise<void> {
    await engine.call("POST", `/containers/${entry.container.id}/unpause`, signal ? { signal } : {});
    entry.frozen = false;
  }

  /** Files are copied from under processes that stand still. */
  async function snapshot(id: string, snapshotId: string): Promise<void> {
    const runs = entries.get(id)?.frozen === false;
    if (runs) await freeze(id);
    try {
      await takeSnapshot(sandboxFolder(sandboxesDir, id), sandboxFolder(snapshotsDir, snapshotId));
    } finally {
      if (runs) await thaw(id);
    }
  }

  async function stats(id: string): Promise<SandboxStats | undefined> {
    const entry = entries.get(id);
    if (!entry) return undefined;
    const { home, tmp, root } = entry.folder;
    const [use, diskBytes] = await Promise.all([useOf(entry), diskUse([home, tmp, root, entry.doorDir])]);
    return { ...use, diskBytes, memoryLimitBytes: entry.memoryLimitBytes };
  }

  async function useOf({ container }: Entry): Promise<Omit<SandboxStats, "diskBytes" | "memoryLimitBytes">> {
    const path = `/containers/${container.id}/stats?stream=false&one-shot=true`;
    const use = Stats.parse(
      await engine.call("GET", path).catch((error: unknown) => {
        if (isRefusal(error, 404, 409)) return { cpu_stats: {}, memory_stats: {}, pids_stats: {} };
        throw error;
      }),
    );
    return {
      cpuUsedMs: Math.round((use.cpu_stats.cpu_usage?.total_usage ?? 0) / 1e6),
      memoryBytes: use.memory_stats.usage ?? 0,
      processes: use.pids_stats.current ?? 0,
    };
  }

  return {
    name,
    check: () => {
      const { socketPath, runtime, image, sandboxd } = options;
      return checkEngine({ name, engine, socketPath, runtime, isGvisor, image, sandboxdPath: sandboxd });
    },

    recover: async () => {
      await rm(doorsDir, { recursive: true, force: true });
      await mkdir(doorsDir, { recursive: true, mode: 0o700 });
      await removeLeftovers().catch((error: unknown) => {
        if (!engineIsAway(error)) throw error;
        log.debug({ driver: name }, "no engine is there to look for leftovers in");
      });
    },

    prepare: async () => {
      await prepare();
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

    stats,
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
      await engine.close();
    },
  };
}

async function endsWithin(entry: Entry, milliseconds: number): Promise<boolean> {
  const late = new AbortController();
  const timer = delay(milliseconds, false, { signal: late.signal }).catch(() => false);
  const inTime = await Promise.race([entry.ended.then(() => true), timer]);
  late.abort();
  return inTime;
}

/** Empty, and only root inside may enter. */
async function makeDoorFolder(path: string, rootUid: number): Promise<void> {
  await rm(path, { recursive: true, force: true });
  await mkdir(path, { mode: 0o700 });
  await chmod(path, 0o700);
  await lchown(path, rootUid, rootUid);
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
    egress: spec.network?.egress !== "none",
  };
}

/** The error that says so, if that is what is behind this one. */
function engineIsAway(error: unknown): ServiceError | undefined {
  if (error instanceof ServiceError) return error.reason === "sandbox_engine_unavailable" ? error : undefined;
  return error instanceof Error && error.cause !== undefined ? engineIsAway(error.cause) : undefined;
}

const daemonMissing = () =>
  new ServiceError("internal", "sandbox_start_failed", "The sandbox daemon has not been built; run `npm run setup`.");

const startFailed = (cause: unknown) =>
  new ServiceError("internal", "sandbox_start_failed", "A sandbox could not be started on this machine.", { cause });

const killFailed = () =>
  new ServiceError(
    "unavailable",
    "sandbox_engine_unavailable",
    "The engine that runs sandboxes does not end this one at the moment. Try again in a while.",
  );
