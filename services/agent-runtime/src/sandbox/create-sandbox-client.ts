import { Code, ConnectError } from "@connectrpc/connect";
import { type EntryInfo, FileType } from "@nexau-cloud/contracts/filesystem";
import { ServiceError } from "@nexau-cloud/platform";
import { runCommand } from "./run-command.ts";
import type { SandboxClient, SandboxCommand, SandboxEntry, SandboxProcess } from "./sandbox-client.ts";
import { startProcess } from "./sandbox-process.ts";
import {
  createSessionSandbox,
  filesPath,
  isLost,
  type OpenSandbox,
  type SessionSandboxDeps,
  sandboxUnavailable,
} from "./session-sandbox.ts";

/** Gives the session's sandbox, made on first need; the same one to everybody who asks during a run. */
export function createSandboxClient(deps: SessionSandboxDeps): () => Promise<SandboxClient> {
  const session = createSessionSandbox(deps);
  return async () => toClient(session, (await session.open()).sandbox, deps.bundle.digest);
}

function toClient(
  session: ReturnType<typeof createSessionSandbox>,
  sandbox: OpenSandbox["sandbox"],
  bundleDigest: string,
): SandboxClient {
  // Nothing has happened yet when a program could not be started, so that may be tried again like any reading call.
  const start = (command: SandboxCommand, signal: AbortSignal, stdin: boolean): Promise<SandboxProcess> =>
    session.withRetry((open) => startProcess(open, command, { stdin, signal }));
  // Files can be read, written and removed twice with the same result.
  const repeatable = <Result>(work: (open: OpenSandbox) => Promise<Result>): Promise<Result> =>
    session.withRetry(work, isLost).catch(toPlainError);

  return {
    id: sandbox.id,
    homeDir: sandbox.homeDir,
    agentDir: sandbox.agentDir ?? "/agent",
    bundleDigest,
    run: (command, signal) =>
      runCommand((given, combined) => start(given, combined, false), command, signal).catch(toPlainError),
    start: (command, signal) => start(command, signal, true).catch(toPlainError),

    readFile: (path) =>
      repeatable(async (open) => {
        const response = await open.http(filesPath(path));
        if (!response.ok) throw await fileError(response, path);
        return new Uint8Array(await response.arrayBuffer());
      }),

    writeFile: (path, content) =>
      repeatable(async (open) => {
        const headers = { "content-type": "application/octet-stream" };
        const body = typeof content === "string" ? content : Buffer.from(content);
        const response = await open.http(filesPath(path), { method: "POST", headers, body });
        if (!response.ok) throw await fileError(response, path);
        await response.arrayBuffer();
      }),

    stat: (path) =>
      repeatable(async (open) => {
        try {
          const { entry } = await open.filesystem.stat({ path });
          return entry && toEntry(entry);
        } catch (error) {
          return ifCode(error, Code.NotFound, undefined);
        }
      }),

    list: (path, depth) =>
      repeatable(async (open) => (await open.filesystem.listDir({ path, depth })).entries.map(toEntry)),

    makeDir: (path) =>
      repeatable(async (open) => {
        await open.filesystem.makeDir({ path }).catch((error) => ifCode(error, Code.AlreadyExists, undefined));
      }),

    remove: (path) =>
      repeatable(async (open) => {
        await open.filesystem.remove({ path });
      }),
  };
}

/** `value` in place of an error that is none here. */
function ifCode<Value>(error: unknown, code: Code, value: Value): Value {
  if (error instanceof ConnectError && error.code === code) return value;
  throw error;
}

function toEntry(entry: EntryInfo): SandboxEntry {
  const types: Partial<Record<FileType, SandboxEntry["type"]>> = {
    [FileType.FILE]: "file",
    [FileType.DIRECTORY]: "directory",
    [FileType.SYMLINK]: "symlink",
  };
  const { seconds, nanos } = entry.modifiedTime ?? { seconds: 0n, nanos: 0 };
  return {
    name: entry.name,
    path: entry.path,
    type: types[entry.type] ?? "other",
    size: Number(entry.size),
    mode: entry.mode,
    modifiedAt: new Date(Number(seconds) * 1000 + nanos / 1e6),
    symlinkTarget: entry.symlinkTarget ?? null,
  };
}

/** Errors of the daemon as errors of the house, with reasons that tools can tell apart. */
function toPlainError(error: unknown): never {
  if (isLost(error)) throw sandboxUnavailable(error);
  if (!(error instanceof ConnectError)) throw error;
  const known: Partial<Record<Code, ServiceError>> = {
    [Code.NotFound]: new ServiceError("not_found", "sandbox_path_missing", error.rawMessage, { cause: error }),
    [Code.PermissionDenied]: new ServiceError("permission_denied", "sandbox_path_denied", error.rawMessage, {
      cause: error,
    }),
    [Code.InvalidArgument]: new ServiceError("invalid_argument", "sandbox_refused", error.rawMessage, { cause: error }),
    [Code.ResourceExhausted]: new ServiceError("insufficient_storage", "sandbox_full", error.rawMessage, {
      cause: error,
    }),
  };
  throw known[error.code] ?? new ServiceError("internal", "sandbox_failed", error.rawMessage, { cause: error });
}

async function fileError(response: Response, path: string): Promise<ServiceError> {
  const text = await response.text();
  const message = /"message"\s*:\s*("(?:[^"\\]|\\.)*")/.exec(text)?.[1];
  const detail = message ? String(JSON.parse(message)) : `The sandbox answered ${response.status} for ${path}.`;
  switch (response.status) {
    case 404:
      return new ServiceError("not_found", "sandbox_path_missing", detail);
    case 403:
      return new ServiceError("permission_denied", "sandbox_path_denied", detail);
    case 507:
      return new ServiceError("insufficient_storage", "sandbox_full", detail);
    case 400:
      return new ServiceError("invalid_argument", "sandbox_refused", detail);
    default:
      return new ServiceError("internal", "sandbox_failed", detail);
  }
}
