import type { Readable } from "node:stream";
import type { FileEntry, Sandbox } from "@nexau-cloud/contracts";
import { contextHeaders, ServiceError } from "@nexau-cloud/platform";
import type { Agent } from "undici";
import { z } from "zod";

/** The file routes of the daemon in one sandbox, reached through the sandbox manager. */
export interface SandboxDaemon {
  /** Replaces what is there; answers the number of bytes. */
  write(path: string, content: Readable): Promise<number>;
  list(path: string): Promise<FileEntry[]>;
  /** Files, and folders with all that is in them. */
  remove(path: string): Promise<void>;
}

const SANDBOXD_PORT = "49983";
const USER = "user";

const Entries = z.object({
  entries: z
    .array(
      z.object({
        name: z.string(),
        path: z.string(),
        type: z.string().default(""),
        size: z.coerce.number().default(0),
        modifiedTime: z.string().nullish(),
      }),
    )
    .default([]),
});

export function createSandboxDaemon(agent: Agent, managerUrl: string, sandbox: Sandbox): SandboxDaemon {
  const headers = {
    ...contextHeaders(),
    "e2b-sandbox-id": sandbox.id,
    "e2b-sandbox-port": SANDBOXD_PORT,
    "x-access-token": sandbox.accessToken,
    authorization: `Basic ${Buffer.from(`${USER}:`).toString("base64")}`,
  };

  async function post(path: string, contentType: string, body: Readable | string): Promise<unknown> {
    const answer = await agent
      .request({
        origin: managerUrl,
        path,
        method: "POST",
        headers: { ...headers, "content-type": contentType },
        body,
      })
      .catch((cause) => {
        throw unavailable(cause);
      });
    const text = await answer.body.text();
    if (answer.statusCode >= 300) throw errorOf(answer.statusCode, text);
    return text === "" ? undefined : JSON.parse(text);
  }

  const call = (method: string, message: object) =>
    post(`/filesystem.Filesystem/${method}`, "application/json", JSON.stringify(message));

  return {
    async write(path, content) {
      let bytes = 0;
      content.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
      });
      content.pause();
      await post(`/files?${new URLSearchParams({ path, username: USER })}`, "application/octet-stream", content);
      return bytes;
    },
    async list(path) {
      const { entries } = Entries.parse(await call("ListDir", { path, depth: 1 }));
      return entries.map((entry) => ({
        path: entry.path,
        name: entry.name,
        type: typeOf(entry.type),
        size: entry.size,
        modified_at: entry.modifiedTime ?? null,
      }));
    },
    async remove(path) {
      await call("Remove", { path });
    },
  };
}

function typeOf(type: string): FileEntry["type"] {
  if (type === "FILE_TYPE_DIRECTORY") return "directory";
  return type === "FILE_TYPE_SYMLINK" ? "symlink" : "file";
}

const Refusal = z.object({ code: z.union([z.string(), z.number()]), message: z.string().default("") });

/** What the daemon refused, in words that speak of the sandbox's files; what it could not do is ours. */
function errorOf(status: number, text: string): ServiceError {
  const { code, message } = Refusal.catch({ code: status, message: text.slice(0, 500) }).parse(parse(text));
  const cause = new Error(`the sandbox answered ${status}: ${message}`);
  if (status === 507 || code === "resource_exhausted") {
    return new ServiceError("insufficient_storage", "sandbox_disk_full", "The sandbox has no room for it.", { cause });
  }
  if (code === "not_found" || (status === 404 && typeof code === "number")) {
    return new ServiceError("not_found", "file_not_found", "There is no such file in the sandbox.", { cause });
  }
  if (status >= 500 || status === 401) return unavailable(cause);
  return new ServiceError("invalid_argument", "file_operation_refused", message || "The sandbox refused it.", {
    cause,
  });
}

const unavailable = (cause: unknown) =>
  new ServiceError("unavailable", "sandbox_unavailable", "The session's sandbox cannot be reached.", { cause });

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
