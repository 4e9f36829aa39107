import { Pool } from "undici";
import type { SandboxProfile } from "../config.ts";
import type { RunningSandbox } from "../drivers/driver.ts";
import { createDaemonClient, type DaemonClient } from "./daemon-client.ts";
import { createPortTunnels, type PortTunnels } from "./port-tunnels.ts";

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
  /** Connections to what listens inside. */
  readonly ports: PortTunnels;
  /** When its processes were started, or went on after a pause. */
  readonly startedAt: number;
  /** Since when its processes stand still; undefined while they run. */
  readonly frozenAt: number | undefined;
  env: Record<string, string>;
  bundleDigest: string | null;
  /** Why it is being stopped; undefined if it ended by itself. */
  stopReason: string | undefined;
  /** Somebody uses it until the returned function is called. */
  use(): () => void;
  /** Its processes stand still: cuts what is open into it. */
  freeze(): void;
  /** They go on, and its time begins anew. */
  thaw(): void;
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
  let pool = openPool(running.socketPath);
  void running.ended.then(() => pool.destroy());
  const ports = createPortTunnels(running.socketPath, options.controlToken);
  let startedAt = now().getTime();
  let frozenAt: number | undefined;
  let lastUsedAt = startedAt;
  let users = 0;
  const usedAt = () => (users > 0 ? now().getTime() : lastUsedAt);

  return {
    id,
    key,
    profile,
    running,
    get pool() {
      return pool;
    },
    get startedAt() {
      return startedAt;
    },
    get frozenAt() {
      return frozenAt;
    },
    env,
    bundleDigest,
    stopReason: undefined,
    daemon: createDaemonClient(() => pool, options.controlToken),
    ports,
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
    freeze: () => {
      frozenAt = now().getTime();
      ports.cut();
      void pool.destroy();
    },
    thaw: () => {
      frozenAt = undefined;
      pool = openPool(running.socketPath);
      startedAt = now().getTime();
    },
    isIdle: (time) => users === 0 && time - lastUsedAt >= profile.idleTimeoutMs,
    isOutlived: (time) => frozenAt === undefined && time - startedAt >= profile.maxLifetimeMs,
    expiresAt: () => new Date(Math.min(usedAt() + profile.idleTimeoutMs, startedAt + profile.maxLifetimeMs)),
  };
}

function openPool(socketPath: string): Pool {
  return new Pool("http://sandbox", {
    socketPath,
    connections: MAX_CONNECTIONS,
    pipelining: 1,
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: KEEP_ALIVE_MS,
    keepAliveMaxTimeout: KEEP_ALIVE_MS,
  });
}
