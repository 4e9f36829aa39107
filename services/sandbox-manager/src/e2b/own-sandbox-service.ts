import type { NetworkPolicy } from "@nexau-cloud/contracts";
import { ServiceError } from "@nexau-cloud/platform";
import type { Kysely } from "kysely";
import type { SandboxManagerConfig, SandboxProfile } from "../config.ts";
import type { OwnSandboxSettings, Tables } from "../db/tables.ts";
import type { KeyedQueue } from "../sandboxes/keyed-queue.ts";
import type { LiveSandbox } from "../sandboxes/live-sandbox.ts";
import { newSandboxId } from "../sandboxes/sandbox-id.ts";
import type { SandboxLifecycle } from "../sandboxes/sandbox-lifecycle.ts";
import * as sandboxStore from "../sandboxes/sandbox-store.ts";
import type { Template } from "../templates/template-catalog.ts";
import { ownSandboxNotFound, sandboxNotRunning, sandboxRunning, timeoutTooLong } from "./e2b-errors.ts";
import { toNetworkPolicy } from "./egress-policy.ts";
import type { Evictor } from "./evictor.ts";
import type { LogBook } from "./log-book.ts";
import type { OwnSandboxRow } from "./own-sandbox-store.ts";
import * as ownSandboxStore from "./own-sandbox-store.ts";
import type { NetworkConfig, NetworkUpdate } from "./schemas/network.ts";

export interface OwnSandboxServiceDeps {
  db: Kysely<Tables>;
  lifecycle: SandboxLifecycle;
  /** Everything that happens to one sandbox happens in its order. */
  queue: KeyedQueue;
  evictor: Pick<Evictor, "watch" | "forget">;
  logBook: LogBook;
  profiles: SandboxManagerConfig["profiles"];
  /** Makes a policy that of a running sandbox; undefined for its profile's. */
  applyNetwork(sandboxId: string, policy: NetworkPolicy | undefined): Promise<void>;
  /** Called when a sandbox is no more. */
  onRemoved(sandboxId: string): void;
  now: () => Date;
}

export interface NewOwnSandbox {
  projectId: string;
  template: Template;
  metadata: Record<string, string>;
  settings: OwnSandboxSettings;
}

export type OwnSandboxService = ReturnType<typeof createOwnSandboxService>;

const HOUR_MS = 3_600_000;

/**
 * Sandboxes that a project makes for itself, as E2B's clients do: each has an end, at which it is killed or paused. While
 * paused, `paused_at` is set and the sandbox stands still, or has only its files left. README.md has the states.
 */
export function createOwnSandboxService(deps: OwnSandboxServiceDeps) {
  const { db, lifecycle, queue, evictor, logBook, now } = deps;

  async function create({ projectId, template, metadata, settings }: NewOwnSandbox): Promise<OwnSandboxRow> {
    checkTimeout(template.profile, settings.timeoutSeconds);
    const id = newSandboxId();
    return queue.run(id, async () => {
      try {
        await lifecycle.startOwn(id, {
          ...startRequest(projectId, template.profile, settings),
          snapshotId: template.snapshotId,
          onClaim: (trx) =>
            ownSandboxStore.insert(trx, {
              sandbox_id: id,
              project_id: projectId,
              template_id: template.id,
              alias: template.alias,
              metadata,
              settings,
              started_at: now(),
              end_at: endAfter(settings.timeoutSeconds),
            }),
        });
      } catch (error) {
        const claimed = await sandboxStore.findById(db, id);
        if (claimed) await lifecycle.remove(claimed);
        throw error;
      }
      const row = await required(projectId, id);
      logBook.note(id, "Sandbox created", { template: template.id });
      return begin(row, endAfter(settings.timeoutSeconds));
    });
  }

  /** Gives a running one more time if it would end earlier, and lets a paused one go on. */
  function connect(
    projectId: string,
    id: string,
    { timeoutSeconds, reboot }: { timeoutSeconds: number; reboot: boolean },
  ): Promise<{ row: OwnSandboxRow; resumed: boolean }> {
    return queue.run(id, async () => {
      const row = await required(projectId, id);
      checkTimeout(row.profile, timeoutSeconds);
      if (row.paused_at !== null) return { row: await resume(row, timeoutSeconds, reboot), resumed: true };
      const live = lifecycle.find(id);
      if (!live) throw ownSandboxNotFound(id);
      const endAt = limited(live, endAfter(timeoutSeconds));
      return { row: endAt > row.end_at ? await setEnd(row, endAt) : row, resumed: false };
    });
  }

  /** As `connect`, for one that is paused. */
  function resumePaused(
    projectId: string,
    id: string,
    { timeoutSeconds, reboot }: { timeoutSeconds: number; reboot: boolean },
  ): Promise<OwnSandboxRow> {
    return queue.run(id, async () => {
      const row = await required(projectId, id);
      if (row.paused_at === null) throw sandboxRunning(id);
      checkTimeout(row.profile, timeoutSeconds);
      return resume(row, timeoutSeconds, reboot);
    });
  }

  /** Inside the queue. What it had in memory is still there, unless that was given up or is not wanted. */
  async function resume(row: OwnSandboxRow, timeoutSeconds: number, reboot: boolean): Promise<OwnSandboxRow> {
    const id = row.sandbox_id;
    const live = lifecycle.find(id);
    if (live && !reboot) {
      await lifecycle.resume(live);
    } else {
      if (live) await lifecycle.stop(live, "paused");
      const request = startRequest(row.project_id, row.profile, row.settings);
      await lifecycle.startOwn(id, { ...request, snapshotId: null, onClaim: async () => undefined });
    }
    logBook.note(id, "Sandbox resumed", { memory: String(live !== undefined && !reboot) });
    const endAt = endAfter(timeoutSeconds);
    await ownSandboxStore.setResumed(db, id, endAt);
    return begin({ ...row, paused_at: null }, endAt);
  }

  function begin(row: OwnSandboxRow, endAt: Date): OwnSandboxRow {
    evictor.watch(row.sandbox_id, endAt);
    return { ...row, end_at: endAt, state: "running" };
  }

  function setTimeoutOf(projectId: string, id: string, timeoutSeconds: number): Promise<void> {
    return queue.run(id, async () => {
      const row = await required(projectId, id);
      checkTimeout(row.profile, timeoutSeconds);
      if (row.paused_at !== null) throw ownSandboxNotFound(id);
      const live = lifecycle.find(id);
      await setEnd(row, live ? limited(live, endAfter(timeoutSeconds)) : endAfter(timeoutSeconds));
    });
  }

  /** As `setTimeoutOf`, but never to an earlier end. */
  async function extend(projectId: string, id: string, seconds: number): Promise<void> {
    await connectRunning(projectId, id);
    await connect(projectId, id, { timeoutSeconds: seconds, reboot: false });
  }

  async function connectRunning(projectId: string, id: string): Promise<void> {
    if ((await required(projectId, id)).paused_at !== null) throw ownSandboxNotFound(id);
  }

  async function setEnd(row: OwnSandboxRow, endAt: Date): Promise<OwnSandboxRow> {
    await ownSandboxStore.setEnd(db, row.sandbox_id, endAt);
    evictor.watch(row.sandbox_id, endAt);
    return { ...row, end_at: endAt };
  }

  function pause(projectId: string, id: string, keepMemory: boolean): Promise<void> {
    return queue.run(id, async () => {
      const row = await required(projectId, id);
      if (row.paused_at !== null) throw sandboxNotRunning(id);
      await pauseNow(row, keepMemory);
    });
  }

  /** Inside the queue. */
  async function pauseNow(row: OwnSandboxRow, keepMemory: boolean): Promise<void> {
    const id = row.sandbox_id;
    const live = lifecycle.find(id);
    if (!live) throw ownSandboxNotFound(id);
    evictor.forget(id);
    try {
      if (keepMemory) await lifecycle.pause(live);
      else await lifecycle.stop(live, "paused");
    } catch (error) {
      evictor.watch(id, row.end_at);
      throw error;
    }
    await ownSandboxStore.setSettings(db, id, { ...row.settings, pausedWithoutMemory: !keepMemory });
    await ownSandboxStore.setPaused(db, id, now());
    logBook.note(id, "Sandbox paused", { memory: String(keepMemory) });
  }

  /** Replaces what was said of the way out; what was said of the way in stays. */
  function setNetwork(projectId: string, id: string, update: NetworkUpdate): Promise<void> {
    return queue.run(id, async () => {
      const row = await required(projectId, id);
      if (row.paused_at !== null) throw sandboxNotRunning(id);
      const { allow_internet_access: allowInternetAccess = null, ...egress } = update;
      const policy = toNetworkPolicy(egress, allowInternetAccess);
      await deps.applyNetwork(id, policy);
      const { allowPublicTraffic, maskRequestHost } = (row.settings.network ?? {}) as NetworkConfig;
      const network = { ...egress, allowPublicTraffic, maskRequestHost };
      await ownSandboxStore.setSettings(db, id, { ...row.settings, network, allowInternetAccess });
    });
  }

  function kill(projectId: string, id: string): Promise<void> {
    return queue.run(id, async () => remove(await required(projectId, id)));
  }

  /** Inside the queue. */
  async function remove({ sandbox_id: id }: OwnSandboxRow): Promise<void> {
    evictor.forget(id);
    const row = await sandboxStore.findById(db, id);
    if (row) await lifecycle.remove(row);
    forget(id);
  }

  function forget(id: string): void {
    logBook.forget(id);
    deps.onRemoved(id);
  }

  /** Its time is over, or it has ended by itself. */
  function end(id: string): Promise<void> {
    return queue.run(id, async () => {
      const row = await ownSandboxStore.find(db, id);
      if (!row) return forget(id);
      if (row.paused_at !== null) return;
      const live = lifecycle.find(id);
      if (live && row.end_at > now()) {
        evictor.watch(id, row.end_at);
        return;
      }
      if (live) return row.settings.onTimeout === "kill" ? remove(row) : pauseAtEnd(row);
      // Those that stopped with their manager are found by it at its next start.
      if (row.stop_reason === "manager_stopped") return;
      const livedLong = row.stop_reason === "lifetime" && row.settings.onTimeout === "pause";
      // What has grown too big keeps its files, too: whoever connects has a moment to make room.
      return livedLong || row.stop_reason === "disk_full" ? ownSandboxStore.setPaused(db, id, now()) : remove(row);
    });
  }

  /** With its memory if that is wanted and can be had here. */
  async function pauseAtEnd(row: OwnSandboxRow): Promise<void> {
    try {
      await pauseNow(row, row.settings.keepMemory);
    } catch (error) {
      if (ServiceError.from(error).code !== "unimplemented") throw error;
      await pauseNow(row, false);
    }
  }

  /** Gives up the memory of what has been paused for long; its files stay. */
  async function giveUpMemory(pausedBefore: Date): Promise<void> {
    for (const sandbox of lifecycle.all()) {
      if (!isFrozenSince(sandbox, pausedBefore)) continue;
      await queue.run(sandbox.key, async () => {
        if (isFrozenSince(sandbox, pausedBefore)) await lifecycle.stop(sandbox, "paused");
      });
    }
  }

  async function required(projectId: string, id: string): Promise<OwnSandboxRow> {
    const row = await ownSandboxStore.find(db, id);
    if (!row || row.project_id !== projectId) throw ownSandboxNotFound(id);
    return row;
  }

  function startRequest(projectId: string, profile: string, settings: OwnSandboxSettings) {
    const network = toNetworkPolicy(settings.network as NetworkConfig | null, settings.allowInternetAccess);
    return {
      projectId,
      profile,
      env: settings.envVars,
      ...(network ? { network } : {}),
    };
  }

  const profileOf = (name: string): SandboxProfile | undefined =>
    Object.hasOwn(deps.profiles, name) ? deps.profiles[name] : undefined;

  function checkTimeout(profile: string, seconds: number): void {
    const limitMs = profileOf(profile)?.maxLifetimeMs ?? HOUR_MS;
    if (seconds * 1000 > limitMs) throw timeoutTooLong(Math.round((limitMs / HOUR_MS) * 100) / 100);
  }

  /** Nothing runs longer at a stretch than its profile allows. */
  function limited({ startedAt, profile }: LiveSandbox, endAt: Date): Date {
    return new Date(Math.min(endAt.getTime(), startedAt + profile.maxLifetimeMs));
  }

  const endAfter = (seconds: number) => new Date(now().getTime() + seconds * 1000);

  return {
    create,
    connect,
    resume,
    resumePaused,
    get: required,
    setTimeout: setTimeoutOf,
    extend,
    pause,
    setNetwork,
    kill,
    end,
    giveUpMemory,
    /** Runs work on one of them in its turn. */
    inTurn: <Result>(projectId: string, id: string, work: (row: OwnSandboxRow) => Promise<Result>): Promise<Result> =>
      queue.run(id, async () => work(await required(projectId, id))),
  };
}

function isFrozenSince({ frozenAt }: LiveSandbox, time: Date): boolean {
  return frozenAt !== undefined && frozenAt < time.getTime();
}
