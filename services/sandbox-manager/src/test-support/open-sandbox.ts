import { type CallOptions, createClient, type Interceptor, type Transport } from "@connectrpc/connect";
import { createConnectTransport } from "@connectrpc/connect-node";
import type { Sandbox } from "@nexau-cloud/contracts";
import { Filesystem } from "@nexau-cloud/contracts/filesystem";
import { Process, Signal } from "@nexau-cloud/contracts/process";

export interface CommandResult {
  stdout: string;
  stderr: string;
  exitCode: number;
  status: string;
}

export interface CommandOptions {
  user?: string;
  env?: Record<string, string>;
  cwd?: string;
  timeoutMs?: number;
  signal?: AbortSignal;
}

/** A sandbox as any E2B client reaches it: by the manager's proxy. */
export function openSandbox(managerUrl: string, sandbox: Sandbox) {
  const routing = { "e2b-sandbox-id": sandbox.id, "e2b-sandbox-port": "49983", "x-access-token": sandbox.accessToken };
  const transport = createConnectTransport({
    baseUrl: managerUrl,
    httpVersion: "1.1",
    useBinaryFormat: false,
    interceptors: [withHeaders(routing)],
  });
  return {
    ...sandbox,
    ...openServices(transport),
    http: (path: string, init: RequestInit = {}) =>
      fetch(`${managerUrl}${path}`, { ...init, headers: { ...routing, ...(init.headers as Record<string, string>) } }),
    write: async (path: string, content: string | Uint8Array, user = "user") => {
      const query = new URLSearchParams({ path, username: user });
      const response = await fetch(`${managerUrl}/files?${query}`, {
        method: "POST",
        headers: { ...routing, "content-type": "application/octet-stream" },
        body: typeof content === "string" ? content : Buffer.from(content),
      });
      if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
      await response.arrayBuffer();
    },
    read: async (path: string, user = "user"): Promise<string> => {
      const query = new URLSearchParams({ path, username: user });
      const response = await fetch(`${managerUrl}/files?${query}`, { headers: routing });
      if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
      return response.text();
    },
  };
}

export type OpenSandbox = ReturnType<typeof openSandbox>;

export function withHeaders(headers: Record<string, string>): Interceptor {
  return (next) => (request) => {
    for (const [name, value] of Object.entries(headers)) request.header.set(name, value);
    return next(request);
  };
}

/** The daemon's services, however it is reached. */
export function openServices(transport: Transport) {
  const process = createClient(Process, transport);
  const filesystem = createClient(Filesystem, transport);

  function start(script: string, options: CommandOptions = {}) {
    return process.start(
      {
        process: {
          cmd: "/bin/bash",
          args: ["-l", "-c", script],
          envs: options.env ?? {},
          ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
        },
        stdin: false,
      },
      callOptions(options),
    );
  }

  async function run(script: string, options: CommandOptions = {}): Promise<CommandResult> {
    const result: CommandResult = { stdout: "", stderr: "", exitCode: 0, status: "" };
    for await (const { event } of start(script, options)) {
      if (event?.event.case === "data") {
        const { output } = event.event.value;
        if (output.case === "stdout" || output.case === "stderr") {
          result[output.case] += Buffer.from(output.value).toString();
        }
      }
      if (event?.event.case === "end") Object.assign(result, pick(event.event.value));
    }
    return result;
  }

  return {
    process,
    filesystem,
    start,
    run,
    kill: (pid: number) =>
      process.sendSignal({ process: { selector: { case: "pid", value: pid } }, signal: Signal.SIGKILL }),
  };
}

function pick({ exitCode, status }: { exitCode: number; status: string }) {
  return { exitCode, status };
}

function callOptions({ user, timeoutMs, signal }: CommandOptions): CallOptions {
  return {
    headers: user ? { authorization: `Basic ${Buffer.from(`${user}:`).toString("base64")}` } : {},
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(signal ? { signal } : {}),
  };
}
