import { Agent } from "node:http";
import { type Client, Code, ConnectError, createClient, type Interceptor } from "@connectrpc/connect";
import { createConnectTransport } from "@connectrpc/connect-node";
import type { BundleReference, Sandbox } from "@nexau-cloud/contracts";
import { Filesystem } from "@nexau-cloud/contracts/filesystem";
import { Process } from "@nexau-cloud/contracts/process";
import { type Discovery, dataOf, requestContext, ServiceError } from "@nexau-cloud/platform";
import { createSandboxManagerClient } from "@nexau-cloud/sandbox-manager/client";

export interface SessionSandboxDeps {
  discovery: Discovery;
  /** The run's request token of this moment: it opens this session's sandbox and no other. */
  requestToken: () => string;
  sessionId: string;
  projectId: string;
  profile: string;
  /** Variables of every process in the sandbox. */
  env: Record<string, string>;
  bundle: BundleReference;
}

/** A sandbox that answers, with the ways into it. */
export interface OpenSandbox {
  sandbox: Sandbox;
  process: Client<typeof Process>;
  filesystem: Client<typeof Filesystem>;
  /** A request to the daemon's plain HTTP routes. */
  http(path: string, init?: RequestInit): Promise<Response>;
}

export interface SessionSandbox {
  /** The session's sandbox; made when it is not there yet. */
  open(): Promise<OpenSandbox>;
  /**
   * Calls `work`, and once more with a new sandbox if `shouldRetry` says so of its error: by default when the sandbox is
   * gone, so that nothing can have happened; for work that may be done twice also when it was cut off.
   */
  withRetry<Result>(
    work: (open: OpenSandbox) => Promise<Result>,
    shouldRetry?: (error: unknown) => boolean,
  ): Promise<Result>;
}

const SANDBOXD_PORT = "49983";
/** Whom tools act as, inside. */
const SANDBOX_USER = "user";

/**
 * A connection that was kept may be closed by the other side just when it is used again. Then nobody knows whether a program
 * was started, so programs get connections of their own; files, which can be asked for twice, share kept ones.
 */
const freshConnections = new Agent({ keepAlive: false });
const keptConnections = new Agent({ keepAlive: true, timeout: 4000 });

export function createSessionSandbox(deps: SessionSandboxDeps): SessionSandbox {
  let current: Promise<OpenSandbox> | undefined;

  function open(): Promise<OpenSandbox> {
    if (!current) {
      current = ensure(deps);
      // A failure is told to who asked, and the next one tries anew.
      const attempt = current;
      attempt.catch(() => forget(attempt));
    }
    return current;
  }

  function forget(gone: Promise<OpenSandbox>): void {
    if (current === gone) current = undefined;
  }

  return {
    open,
    async withRetry(work, shouldRetry = isGone) {
      const first = open();
      try {
        return await work(await first);
      } catch (error) {
        if (!isLost(error)) throw error;
        // Whoever comes next asks for the sandbox anew.
        forget(first);
        if (!shouldRetry(error)) throw error;
      }
      return work(await open());
    },
  };
}

export const sandboxUnavailable = (cause: unknown) =>
  new ServiceError("unavailable", "sandbox_unavailable", "The session's sandbox cannot be reached.", { cause });

/** The sandbox is not there (any more), as opposed to: it is there and refuses. */
export function isGone(error: unknown): boolean {
  if (error instanceof SandboxGone) return true;
  return error instanceof ConnectError && error.code === Code.Unavailable;
}

/** Gone, or cut off in the middle: what was asked for may have happened or not. */
export function isLost(error: unknown): boolean {
  return isGone(error) || (error instanceof ConnectError && error.code === Code.Aborted);
}

class SandboxGone extends Error {}

async function ensure(deps: SessionSandboxDeps): Promise<OpenSandbox> {
  const manager = createSandboxManagerClient({ discovery: deps.discovery, token: deps.requestToken() });
  const sandbox = await dataOf(
    manager.PUT("/sessions/{sessionId}/sandbox", {
      params: { path: { sessionId: deps.sessionId } },
      body: { projectId: deps.projectId, profile: deps.profile, env: deps.env, bundle: deps.bundle },
    }),
  );
  const baseUrl = await deps.discovery.resolve("sandbox-manager", requestContext.getStore()?.lane ?? null);
  return connect(sandbox, baseUrl);
}

function connect(sandbox: Sandbox, baseUrl: string): OpenSandbox {
  const headers = {
    "e2b-sandbox-id": sandbox.id,
    "e2b-sandbox-port": SANDBOXD_PORT,
    "x-access-token": sandbox.accessToken,
    authorization: `Basic ${Buffer.from(`${SANDBOX_USER}:`).toString("base64")}`,
  };
  const withHeaders: Interceptor = (next) => (request) => {
    for (const [name, value] of Object.entries(headers)) request.header.set(name, value);
    return next(request);
  };
  const transport = (agent: Agent) =>
    createConnectTransport({
      baseUrl,
      httpVersion: "1.1",
      useBinaryFormat: false,
      interceptors: [withHeaders],
      nodeOptions: { agent },
    });
  return {
    sandbox,
    process: createClient(Process, transport(freshConnections)),
    filesystem: createClient(Filesystem, transport(keptConnections)),
    async http(path, init = {}) {
      const given = new Headers(init.headers);
      for (const [name, value] of Object.entries(headers)) given.set(name, value);
      const response = await fetch(`${baseUrl}${path}`, { ...init, headers: given }).catch((cause) => {
        throw new SandboxGone("the sandbox manager cannot be reached", { cause });
      });
      if (response.status === 502) throw new SandboxGone(await response.text());
      return response;
    },
  };
}

/** Query of the daemon's file routes. */
export function filesPath(path: string): string {
  return `/files?${new URLSearchParams({ path, username: SANDBOX_USER })}`;
}
