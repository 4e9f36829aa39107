import { Pool } from "undici";
import type { SandboxProfile } from "../config.ts";
import type { RunningSandbox } from "../drivers/driver.ts";
import { createDaemonClient, type DaemonClient } from "./daemon-client.ts";

/** A sandbox that runs under this manager. */
export interface LiveSandbox {
  readonly id: string;
  /** What its changes are queued under. */
  readonly key: string;
  readonly profile: SandboxProfile;
  readonly running: RunningSandbox;
  readonly daemon: DaemonClient;
  /** Connections into it. */
  readonly pool: Pool;
  readonly startedAt: number;
  env: Record<string, string>;
  bundleDigest: string | null;
  /** Why it is being stopped; undefined if it ended by itself. */
  stopReason: string | undefined;
  /** Somebody uses it until the returned function is called. */
  use(): () => void;
  isIdle(now: number): boolean;
  isOutlived(now: number): boolean;
  expiresAt(): Date;
}

export interface LiveSandboxOptions {
  id: string;
  key: string;
  profile: SandboxProfile;
  running: RunningSandbox;
  controlToken: string;
  env: Record<string, string>;
  bundleDigest: string | null;
  now: () => Date;
}

/** Connections are kept for its whole life: they cost nothing, and none is closed just as a request comes. */
const KEEP_ALIVE_MS = 24 * 3_600_000;
const MAX_CONNECTIONS = 1024;

export function createLiveSandbox(options: LiveSandboxOptions): LiveSandbox {
  const { id, key, profile, running, env, bundleDigest, now } = options;
  const pool = new Pool("http://sandbox", {
    socketPath: running.socketPath,
    connections: MAX_CONNECTIONS,
    pipelining: 1,
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: KEEP_ALIVE_MS,
    keepAliveMaxTimeout: KEEP_ALIVE_MS,
  });
  void running.ended.then(() => pool.destroy());
  const startedAt = now().getTime();
  let lastUsedAt = startedAt;
  let users = 0;
  const usedAt = () => (users > 0 ? now().getTime() : lastUsedAt);

  return {
    id,
    key,
    profile,
    running,
    pool,
    startedAt,
    env,
    bundleDigest,
    stopReason: undefined,
    daemon: createDaemonClient(pool, options.controlToken),
    use: () => {
      users++;
      lastUsedAt = now().getTime();
      let ended = false;
      return () => {
        if (ended) return;
        ended = true;
        users--;
        lastUsedAt = now().getTime();
      };
    },
    isIdle: (time) => users === 0 && time - lastUsedAt >= profile.idleTimeoutMs,
    isOutlived: (time) => time - startedAt >= profile.maxLifetimeMs,
    expiresAt: () => new Date(Math.min(usedAt() + profile.idleTimeoutMs, startedAt + profile.maxLifetimeMs)),
  };
}
