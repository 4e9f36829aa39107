import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, request as httpRequest, type IncomingMessage } from "node:http";

import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { Message, MessageInitShape } from "@bufbuild/protobuf";
import { type CallOptions, createClient } from "@connectrpc/connect";
import { createConnectTransport } from "@connectrpc/connect-node";
import { Filesystem } from "@nexau-cloud/contracts/filesystem";
import {
  type ConnectResponse,
  Process,
  type StartRequestSchema,
  type StartResponse,
} from "@nexau-cloud/contracts/process";
import { afterAll } from "vitest";
import { createRequestHandler } from "../http/request-handler.ts";
import { openPortTunnel } from "../network/port-tunnel.ts";
import { createProcessTable } from "../process/process-table.ts";
import { createSandboxState } from "../sandbox-state.ts";
import type { SandboxdSettings } from "../settings.ts";

export const accessToken = "0tQG31xiMp0IOQfaz9dcwi72L1CPo8e0";
export const controlToken = "control-token";

type StartOptions = Pick<Exclude<MessageInitShape<typeof StartRequestSchema>, Message>, "tag" | "stdin" | "process">;

export interface CommandResult {
  pid: number;
  stdout: string;
  stderr: string;
  exitCode: number;
  exited: boolean;
  status: string;
}

/** The daemon in this process, on a real socket, for the user that runs the tests. In a real sandbox: sandbox-manager. */
export async function useDaemon(settings: Partial<SandboxdSettings> = {}) {
  const home = await mkdtemp(join(tmpdir(), "sandboxd-test-"));
  const uid = process.getuid?.() ?? 0;
  const passwdFile = join(home, ".passwd");
  await writeFile(
    passwdFile,
    `root:x:0:0::/root:/bin/bash\nuser:x:${uid}:${process.getgid?.() ?? 0}::${home}:/bin/bash\n`,
  );
  const state = createSandboxState({
    sandboxId: "iaaaaaaaaaaaaaaaaaaaa",
    templateId: "default",
    accessToken,
    controlToken,
    defaultUser: "user",
    defaultWorkdir: null,
    searchPath: "/usr/local/bin:/usr/bin:/bin",
    env: { FROM_SETTINGS: "yes" },
    runDir: join(home, ".run"),
    passwdFile,
    egressSocket: null,
    egress: false,
    ...settings,
  });
  const processes = createProcessTable(state);
  const server = createServer({ requestTimeout: 0 }, createRequestHandler(state, processes));
  server.on("connect", (request, client, head) => {
    void openPortTunnel(request, client, head, controlToken);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const url = `http://127.0.0.1:${port}`;
  afterAll(async () => {
    for (const running of processes.running()) running.kill();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await rm(home, { recursive: true, force: true });
  });

  const transport = createConnectTransport({
    baseUrl: url,
    httpVersion: "1.1",
    useBinaryFormat: false,
    interceptors: [
      (next) => (request) => {
        if (!request.header.has("x-access-token")) request.header.set("x-access-token", accessToken);
        return next(request);
      },
    ],
  });
  const processClient = createClient(Process, transport);
  const start = (script: string, rest: StartOptions = {}, options: CallOptions = {}) =>
    processClient.start({ process: { cmd: "/bin/bash", args: ["-c", script] }, stdin: false, ...rest }, options);

  return {
    url,
    port,
    home,
    processes,
    process: processClient,
    filesystem: createClient(Filesystem, transport),
    start,
    run: (script: string, rest: StartOptions = {}, options: CallOptions = {}) => collect(start(script, rest, options)),
    http: (path: string, init: RequestInit = {}) =>
      fetch(`${url}${path}`, { ...init, headers: { "x-access-token": accessToken, ...(init.headers as object) } }),
    /** A request whose path is sent as it is, which fetch does not do. */
    raw: (method: string, path: string, headers: Record<string, string> = {}) =>
      new Promise<{ status: number; body: string }>((resolve, reject) => {
        const outgoing = httpRequest(
          { port, host: "127.0.0.1", method, path, headers },
          (response: IncomingMessage) => {
            text(response).then((body) => resolve({ status: response.statusCode ?? 0, body }), reject);
          },
        );
        outgoing.on("error", reject);
        outgoing.end();
      }),
  };
}

type Events = AsyncIterable<Pick<StartResponse | ConnectResponse, "event">>;

export async function collect(events: Events): Promise<CommandResult> {
  const result: CommandResult = { pid: 0, stdout: "", stderr: "", exitCode: 0, exited: true, status: "" };
  const chunks = { stdout: [] as Uint8Array[], stderr: [] as Uint8Array[] };
  for await (const { event } of events) {
    if (event?.event.case === "start") result.pid = event.event.value.pid;
    if (event?.event.case === "data") {
      const { output } = event.event.value;
      if (output.case === "stdout" || output.case === "stderr") chunks[output.case].push(output.value);
    }
    if (event?.event.case === "end") {
      const { exitCode, exited, status } = event.event.value;
      Object.assign(result, { exitCode, exited, status });
    }
  }
  result.stdout = Buffer.concat(chunks.stdout).toString();
  result.stderr = Buffer.concat(chunks.stderr).toString();
  return result;
}

/** Whether a process with this pid runs; one that only waits to be reaped does not. */
export function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}
