import { setTimeout as delay } from "node:timers/promises";
import type { EnsureSandbox, Sandbox } from "@nexau-cloud/contracts";
import { ServiceError } from "@nexau-cloud/platform";
import type { Kysely } from "kysely";
import type { Tables } from "../db/tables.ts";
import type { SandboxNetwork } from "../network/sandbox-network.ts";
import type { KeyedQueue } from "./keyed-queue.ts";
import type { LiveSandbox } from "./live-sandbox.ts";
import { sandboxNotFound } from "./sandbox-errors.ts";
import type { SandboxLifecycle } from "./sandbox-lifecycle.ts";
import type { SandboxRow } from "./sandbox-store.ts";
import * as sandboxStore from "./sandbox-store.ts";

export interface SandboxService {
  ensureForSession(sessionId: string, request: EnsureSandbox): Promise<Sandbox>;
  deleteForSession(sessionId: string, projectId: string): Promise<void>;
  list(query: { projectId?: string | undefined }): Promise<{ data: Sandbox[] }>;
  deleteOfProject(projectId: string): Promise<{ deleted: number }>;
}

export interface SandboxServiceDeps {
  db: Kysely<Tables>;
  lifecycle: SandboxLifecycle;
  /** Everything that happens to one session's sandbox happens in its order. */
  queue: KeyedQueue;
  accessTokenOf: (sandboxId: string) => string;
  /** Removes what a project has besides its sandboxes. */
  removeRestOf: (projectId: string) => Promise<void>;
  setNetwork: SandboxNetwork["setNetwork"];
}

/** How long a sandbox whose daemon does not answer is given to turn out to have ended. */
const END_PATIENCE_MS = 1_000;

export function createSandboxService({
  db,
  lifecycle,
  queue,
  accessTokenOf,
  removeRestOf,
  setNetwork,
}: SandboxServiceDeps): SandboxService {
  async function ensure(sessionId: string, request: EnsureSandbox): Promise<Sandbox> {
    const row = await sandboxStore.findBySession(db, sessionId);
    if (row && row.project_id !== request.projectId) throw sandboxNotFound();
    const running = row && lifecycle.find(row.id);
    if (!running) {
      const started = await lifecycle.start(sessionId, request);
      return toSandbox(started.row, started.sandbox);
    }
    const done = running.use();
    try {
      await lifecycle.update(running, request);
      if (request.network) await setNetwork(row.id, request.network);
    } catch (error) {
      // It may be ending just now, and then a new one is what was asked for.
      if (error instanceof ServiceError || !(await endsSoon(running))) throw error;
      return ensure(sessionId, request);
    } finally {
      done();
    }
    return toSandbox({ ...row, state: "running" }, running);
  }

  async function deleteBySession(sessionId: string, projectId: string): Promise<boolean> {
    const row = await sandboxStore.findBySession(db, sessionId);
    if (!row || row.project_id !== projectId) return false;
    await lifecycle.remove(row);
    return true;
  }

  function toSandbox(row: SandboxRow, running: LiveSandbox | undefined): Sandbox {
    const digest = running ? running.bundleDigest : row.bundle_digest;
    return {
      id: row.id,
      projectId: row.project_id,
      sessionId: row.session_id,
      profile: row.profile,
      driver: row.driver,
      state: row.state,
      createdAt: row.created_at.toISOString(),
      expiresAt: (running?.expiresAt() ?? row.expires_at).toISOString(),
      agentDir: digest === null ? null : "/agent",
      homeDir: "/home/user",
      accessToken: accessTokenOf(row.id),
    };
  }

  return {
    ensureForSession: (sessionId, request) => queue.run(sessionId, () => ensure(sessionId, request)),

    deleteForSession: async (sessionId, projectId) => {
      await queue.run(sessionId, () => deleteBySession(sessionId, projectId));
    },

    list: async ({ projectId }) => {
      const rows = await sandboxStore.list(db, projectId);
      return { data: rows.map((row) => toSandbox(row, lifecycle.find(row.id))) };
    },

    deleteOfProject: async (projectId) => {
      const rows = await sandboxStore.list(db, projectId);
      const results = await Promise.all(
        rows.map((row) =>
          row.session_id === null
            ? queue.run(row.id, () => lifecycle.remove(row)).then(() => true)
            : queue.run(row.session_id, () => deleteBySession(row.session_id ?? "", projectId)),
        ),
      );
      await removeRestOf(projectId);
      return { deleted: results.filter(Boolean).length };
    },
  };
}

async function endsSoon({ running }: LiveSandbox): Promise<boolean> {
  const waiting = new AbortController();
  const patience = delay(END_PATIENCE_MS, false, { signal: waiting.signal }).catch(() => false);
  const ended = await Promise.race([running.ended.then(() => true), patience]);
  waiting.abort();
  return ended;
}
