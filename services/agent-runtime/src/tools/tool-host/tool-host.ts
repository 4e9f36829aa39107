import type { SandboxClient } from "../../sandbox/sandbox-client.ts";
import type { HostAnswer, HostRequest } from "./host-messages.ts";
import { type HostProcess, type HostSettings, startHostProcess } from "./host-process.ts";
import { createSyncedStorage, type SyncedStorage } from "./synced-storage.ts";

/** The Python of one agent in one run: started when it is first asked, and anew after it died. */
export interface ToolHost {
  /** Calls a tool's function. What the tool did to the storage and context is in them when this returns. */
  call(
    request: { tool: string; binding: string; input: Record<string, unknown> },
    signal: AbortSignal,
  ): Promise<HostAnswer>;
  /** Imports a function without calling it. */
  check(binding: string, signal: AbortSignal): Promise<HostAnswer>;
  /** Calls a formatter of the project's own. */
  format(binding: string, context: Record<string, unknown>, signal: AbortSignal): Promise<HostAnswer>;
  close(): Promise<void>;
}

export interface ToolHostDeps {
  sandbox: () => Promise<SandboxClient>;
  settings: (sandbox: SandboxClient) => HostSettings;
  globalStorage: Record<string, unknown>;
  context: Record<string, unknown>;
}

interface RunningHost {
  process: HostProcess;
  globalStorage: SyncedStorage;
  context: SyncedStorage;
}

export function createToolHost(deps: ToolHostDeps): ToolHost {
  const closing = new AbortController();
  let current: Promise<RunningHost> | undefined;

  async function start(): Promise<RunningHost> {
    const sandbox = await deps.sandbox();
    return {
      process: await startHostProcess(sandbox, deps.settings(sandbox), closing.signal),
      // A new process knows nothing yet, so it is told everything.
      globalStorage: createSyncedStorage(deps.globalStorage),
      context: createSyncedStorage(deps.context),
    };
  }

  async function running(): Promise<RunningHost> {
    const known = current;
    const host = await known?.catch(() => undefined);
    if (host && !host.process.ended) return host;
    // Several calls may find the old one dead at once; the first of them starts the next.
    if (current === known || !current) current = start();
    return current;
  }

  async function ask(host: RunningHost, request: HostRequest, signal: AbortSignal): Promise<HostAnswer> {
    // A thread cannot be ended from outside: the process goes, with all that runs in it.
    const onAbort = () => {
      host.process.kill().catch(() => undefined);
    };
    signal.addEventListener("abort", onAbort, { once: true });
    if (signal.aborted) onAbort();
    try {
      return await host.process.ask(request);
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    } finally {
      signal.removeEventListener("abort", onAbort);
    }
  }

  async function hostFor(signal: AbortSignal): Promise<RunningHost> {
    signal.throwIfAborted();
    closing.signal.throwIfAborted();
    return running();
  }

  return {
    async call(request, signal) {
      const host = await hostFor(signal);
      const { globalStorage, context } = host;
      const changes = { global_storage: globalStorage.outgoing(), context: context.outgoing() };
      const answer = await ask(host, { type: "call", ...request, ...changes }, signal);
      globalStorage.incoming(answer.global_storage);
      context.incoming(answer.context);
      return answer;
    },
    async check(binding, signal) {
      return ask(await hostFor(signal), { type: "check", binding }, signal);
    },
    async format(binding, context, signal) {
      return ask(await hostFor(signal), { type: "format", binding, context }, signal);
    },
    async close() {
      closing.abort(new Error("the tool host is closed"));
      const host = await current?.catch(() => undefined);
      if (host && !host.process.ended) await host.process.kill();
    },
  };
}
