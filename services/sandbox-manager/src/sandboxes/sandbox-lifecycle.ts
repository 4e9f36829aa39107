import { randomBytes } from "node:crypto";
import type { BundleReference, EnsureSandbox } from "@nexau-cloud/contracts";
import type { Logger } from "@nexau-cloud/platform";
import type { Kysely, Transaction } from "kysely";
import type { BundleCache } from "../agents/bundle-cache.ts";
import type { SandboxManagerConfig, SandboxProfile } from "../config.ts";
import type { Tables } from "../db/tables.ts";
import type { SandboxDriver } from "../drivers/driver.ts";
import { createLiveSandbox, type LiveSandbox } from "./live-sandbox.ts";
import {
  managerStopping,
  profileUnknown,
  sandboxElsewhere,
  sandboxNotFound,
  sandboxStartFailed,
  tooManySandboxes,
} from "./sandbox-errors.ts";
import { newSandboxId } from "./sandbox-id.ts";
import type { SandboxRow } from "./sandbox-store.ts";
import * as sandboxStore from "./sandbox-store.ts";

export interface SandboxLifecycleDeps {
  db: Kysely<Tables>;
  driver: SandboxDriver;
  bundles: BundleCache;
  accessTokenOf: (sandboxId: string) => string;
  managerId: string;
  /** Throws unless this machine can run the kind of sandboxes that the profile names. */
  requireDriver: (profile: SandboxProfile) => Promise<void>;
  driverNameFor: (profile: SandboxProfile) => string;
  config: Pick<SandboxManagerConfig, "profiles" | "maxSandboxes" | "maxSandboxesPerProject" | "startTimeoutMs">;
  /** Aborted when the manager stops. */
  signal: AbortSignal;
  log: Logger;
  now: () => Date;
}

export type SandboxLifecycle = ReturnType<typeof createSandboxLifecycle>;

/** A sandbox of a project's own, which ends when its owner says so and not when it is idle. */
export interface OwnSandboxRequest extends Omit<EnsureSandbox, "bundle"> {
  /** Whose files it starts with, where it has none of its own yet. */
  snapshotId: string | null;
  /** Writes what belongs to the row, together with it or not at all. */
  onClaim(trx: Transaction<Tables>, row: SandboxRow): Promise<void>;
}

type Owner = { sessionId: string } | { sandboxId: string };
type StartRequest = EnsureSandbox & Partial<Pick<OwnSandboxRequest, "snapshotId" | "onClaim">>;

/** Starts, changes and ends sandboxes, and keeps rows, processes and files in step. README.md has the states. */
export function createSandboxLifecycle(deps: SandboxLifecycleDeps) {
  const { db, driver, bundles, config, log, now } = deps;
  const live = new Map<string, LiveSandbox>();
  /** Of sandboxes whose processes are gone, until their rows say so. */
  const ends = new Map<string, Promise<void>>();

  async function start(owner: Owner, request: StartRequest): Promise<{ row: SandboxRow; sandbox: LiveSandbox }> {
    const profile = profileOf(request.profile, owner);
    const before = await sandboxStore.findByOwner(db, owner);
    if (before) await ends.get(before.id);
    await deps.requireDriver(profile);
    const row = await claim(owner, request, profile);
    try {
      const digest = request.bundle?.digest ?? row.bundle_digest;
      const agentDir = await agentOf(request.bundle, digest);
      const sandbox = await launch(row, request, profile, agentDir === null ? null : digest);
      const running = await sandboxStore.markRunning(db, row.id, sandbox.bundleDigest);
      if (!running) throw sandboxStartFailed(new Error("it ended while it was starting"));
      log.info({ sandboxId: row.id, projectId: row.project_id, sessionId: row.session_id }, "sandbox started");
      return { row: running, sandbox };
    } catch (error) {
      const started = live.get(row.id);
      if (started) await stop(started, "start_failed");
      else await driver.kill(row.id);
      await sandboxStore.markStopped(db, row.id, { reason: "start_failed", at: now() });
      throw error;
    }

    async function launch(of: SandboxRow, { env }: EnsureSandbox, kind: SandboxProfile, digest: string | null) {
      const controlToken = randomBytes(32).toString("base64url");
      const agentDir = digest === null ? null : bundles.folderOf(digest);
      const spec = {
        id: of.id,
        profile: kind,
        agentDir,
        env,
        accessToken: deps.accessTokenOf(of.id),
        controlToken,
        templateId: of.profile,
        ...(request.network ? { network: request.network } : {}),
      };
      const running = request.snapshotId ? await driver.fork(request.snapshotId, spec) : await driver.create(spec);
      const sandbox = createLiveSandbox({
        id: of.id,
        key: of.session_id ?? of.id,
        profile: kind,
        running,
        controlToken,
        env,
        bundleDigest: digest,
        now,
      });
      live.set(of.id, sandbox);
      const end = running.ended.then(({ detail }) => onEnded(sandbox, detail)).finally(() => ends.delete(of.id));
      ends.set(of.id, end);
      await Promise.race([answers(sandbox), endsTooSoon(sandbox)]);
      return sandbox;
    }
  }

  async function answers(sandbox: LiveSandbox): Promise<void> {
    try {
      await sandbox.daemon.awaitHealth(config.startTimeoutMs);
    } catch (error) {
      throw sandboxStartFailed(error);
    }
  }

  /** A place among those that run, and the row that says so. */
  function claim(owner: Owner, request: StartRequest, kind: SandboxProfile): Promise<SandboxRow> {
    const { projectId, profile } = request;
    const time = now();
    const values = {
      profile,
      driver: deps.driverNameFor(kind),
      manager_id: deps.managerId,
      started_at: time,
      expires_at: new Date(time.getTime() + Math.min(kind.idleTimeoutMs, kind.maxLifetimeMs)),
    };
    return db.transaction().execute(async (trx) => {
      if (deps.signal.aborted) throw managerStopping();
      const count = await sandboxStore.countAlive(trx, projectId);
      if (count.all >= config.maxSandboxes) throw tooManySandboxes(config.maxSandboxes, "cloud");
      if (count.ofProject >= config.maxSandboxesPerProject) {
        throw tooManySandboxes(config.maxSandboxesPerProject, "project");
      }
      const found = await sandboxStore.findByOwner(trx, owner);
      if (found && found.project_id !== projectId) throw sandboxNotFound();
      if (found) {
        const claimed = await sandboxStore.markStarting(trx, found.id, values);
        if (!claimed) throw sandboxElsewhere();
        return claimed;
      }
      const row = await sandboxStore.insert(trx, {
        ...values,
        id: "sandboxId" in owner ? owner.sandboxId : newSandboxId(),
        project_id: projectId,
        session_id: "sessionId" in owner ? owner.sessionId : null,
        state: "starting",
        stop_reason: null,
        bundle_digest: null,
        created_at: time,
        stopped_at: null,
      });
      await request.onClaim?.(trx, row);
      return row;
    });
  }

  /** Folder of the agent that is asked for, or of the one it had; null where there is none or it is gone from the cache. */
  async function agentOf(bundle: BundleReference | null, digest: string | null): Promise<string | null> {
    if (bundle) return bundles.fetch(bundle);
    return digest !== null && (await bundles.has(digest)) ? bundles.folderOf(digest) : null;
  }

  function profileOf(name: string, owner: Owner): SandboxProfile {
    const profile = Object.hasOwn(config.profiles, name) ? config.profiles[name] : undefined;
    if (!profile) throw profileUnknown(name);
    return "sandboxId" in owner ? { ...profile, idleTimeoutMs: Number.POSITIVE_INFINITY } : profile;
  }

  async function onEnded(sandbox: LiveSandbox, detail: string): Promise<void> {
    if (live.get(sandbox.id) === sandbox) live.delete(sandbox.id);
    const reason = sandbox.stopReason ?? "exited";
    if (reason === "exited") log.warn({ sandboxId: sandbox.id, detail }, "a sandbox ended by itself");
    try {
      const stopped = await sandboxStore.markStopped(db, sandbox.id, { reason, at: now() });
      if (stopped) log.info({ sandboxId: sandbox.id, projectId: stopped.project_id, reason }, "sandbox stopped");
    } catch (error) {
      log.error({ err: error, sandboxId: sandbox.id }, "noting the end of a sandbox failed");
    }
  }

  /** Brings env and agent of a running sandbox to what is asked for now. */
  async function update(sandbox: LiveSandbox, { env, bundle }: EnsureSandbox): Promise<void> {
    if (bundle && bundle.digest !== sandbox.bundleDigest) {
      await driver.setAgent(sandbox.id, await bundles.fetch(bundle));
      sandbox.bundleDigest = bundle.digest;
      await sandboxStore.setBundle(db, sandbox.id, bundle.digest);
    }
    // Somebody who brings neither wants the sandbox as it is, to look at a file for example.
    const wantsEnv = bundle !== null || Object.keys(env).length > 0;
    if (wantsEnv && !sameEnv(env, sandbox.env)) {
      await sandbox.daemon.setEnv(env);
      sandbox.env = env;
    }
  }

  /** Ends its processes; its files stay. */
  async function stop(sandbox: LiveSandbox, reason: string): Promise<void> {
    sandbox.stopReason ??= reason;
    if (live.get(sandbox.id) === sandbox) live.delete(sandbox.id);
    await driver.kill(sandbox.id);
    await ends.get(sandbox.id);
  }

  /** Freezes its processes where they are. Whatever was open into it breaks off. */
  async function pause(sandbox: LiveSandbox): Promise<void> {
    await driver.pause(sandbox.id);
    sandbox.freeze();
    await sandboxStore.markPaused(db, sandbox.id);
    log.info({ sandboxId: sandbox.id }, "sandbox paused");
  }

  async function resume(sandbox: LiveSandbox): Promise<void> {
    await driver.resume(sandbox.id);
    sandbox.thaw();
    await sandboxStore.markResumed(db, sandbox.id);
    log.info({ sandboxId: sandbox.id }, "sandbox resumed");
  }

  /** Ends it and deletes its files and its row. */
  async function remove(row: SandboxRow): Promise<void> {
    const sandbox = live.get(row.id);
    if (sandbox) await stop(sandbox, "deleted");
    await driver.destroy(row.id);
    await sandboxStore.remove(db, row.id);
    log.info({ sandboxId: row.id, projectId: row.project_id }, "sandbox deleted");
  }

  return {
    start: (sessionId: string, request: EnsureSandbox) => start({ sessionId }, request),
    startOwn: (sandboxId: string, request: OwnSandboxRequest) => start({ sandboxId }, { ...request, bundle: null }),
    update,
    pause,
    resume,
    stop,
    remove,
    find: (id: string) => live.get(id),
    all: () => [...live.values()],
  };
}

async function endsTooSoon(sandbox: LiveSandbox): Promise<never> {
  const { detail } = await sandbox.running.ended;
  throw sandboxStartFailed(new Error(detail));
}

function sameEnv(a: Record<string, string>, b: Record<string, string>): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => Object.hasOwn(b, name) && a[name] === b[name]);
}
