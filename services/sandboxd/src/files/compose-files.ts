import { createReadStream } from "node:fs";
import { rm, stat } from "node:fs/promises";
import { Readable } from "node:stream";
import { HttpError } from "../http/http-error.ts";
import { resolvePath } from "../paths.ts";
import type { SandboxState } from "../sandbox-state.ts";
import { type WrittenFile, writeFile } from "./write-file.ts";

const MAX_SOURCES = 10_000;

/** `POST /files/compose`: puts the sources together as one file and removes them; for uploads in pieces. */
export async function composeFiles(body: unknown, state: SandboxState): Promise<WrittenFile> {
  const { sources, destination, username } = readRequest(body);
  const user = state.user(username);
  const resolve = (path: string) => resolvePath(path, user, state.defaultWorkdir);
  const paths = sources.map(resolve);
  const target = resolve(destination);
  if (paths.includes(target)) throw new HttpError(400, "the destination cannot be one of the sources");
  for (const path of paths) {
    const found = await stat(path).catch(() => undefined);
    if (!found) throw new HttpError(404, `path '${path}' does not exist`);
    if (!found.isFile()) throw new HttpError(400, `path '${path}' is not a regular file`);
  }
  const written = await writeFile(target, Readable.from(contentOf(paths), { objectMode: false }), user, state.users);
  for (const path of paths) await rm(path, { force: true });
  return written;
}

async function* contentOf(paths: string[]): AsyncGenerator<Buffer> {
  for (const path of paths) yield* createReadStream(path, { highWaterMark: 1024 * 1024 });
}

function readRequest(body: unknown): { sources: string[]; destination: string; username: string | undefined } {
  const fields = (typeof body === "object" && body !== null ? body : {}) as Record<string, unknown>;
  const { source_paths: sources, destination, username } = fields;
  const isList = Array.isArray(sources) && sources.every((path) => typeof path === "string" && path !== "");
  if (!isList || sources.length === 0 || sources.length > MAX_SOURCES) {
    throw new HttpError(400, `source_paths has to be a list of 1 to ${MAX_SOURCES} paths`);
  }
  if (typeof destination !== "string" || destination === "") throw new HttpError(400, "destination is missing");
  return { sources, destination, username: typeof username === "string" ? username : undefined };
}
