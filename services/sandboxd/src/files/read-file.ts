import { constants, type Stats } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { basename } from "node:path";
import { pipeline } from "node:stream/promises";
import { HttpError } from "../http/http-error.ts";
import { encodingFor } from "./accept-encoding.ts";
import { rangeOf } from "./byte-range.ts";

const READ_BYTES = 1024 * 1024;

/** `GET /files`: the content, in part if a range is asked for, packed if the client likes that better. */
export async function sendFile(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
  await using file = await openToRead(path);
  const found = await file.stat();
  if (found.isDirectory()) throw new HttpError(400, `path '${path}' is a directory`);
  if (!found.isFile()) throw new HttpError(400, `path '${path}' is not a regular file`);
  const encoding = encodingFor(request.headers["accept-encoding"], request.headers.range !== undefined);
  if (encoding === undefined) throw new HttpError(406, "no acceptable encoding: identity and gzip are offered");

  const etag = describe(response, path, found);
  if (isUnchanged(request, etag, found.mtime)) {
    response.writeHead(304).end();
    return;
  }
  const range = rangeApplies(request, etag, found.mtime) ? rangeOf(request.headers.range, found.size) : undefined;
  if (range === "unsatisfiable") {
    response.setHeader("content-range", `bytes */${found.size}`);
    throw new HttpError(416, "the range lies outside of the file");
  }
  if (range) response.setHeader("content-range", `bytes ${range.start}-${range.end}/${found.size}`);
  await sendContent(file, found, response, { range, gzip: encoding === "gzip" });
}

async function sendContent(
  file: FileHandle,
  found: Stats,
  response: ServerResponse,
  { range, gzip }: { range: { start: number; end: number } | undefined; gzip: boolean },
): Promise<void> {
  // Files of /proc say that they are empty; reading them to their end shows what is there.
  if (found.size === 0) {
    response.writeHead(200);
    return pipeline(file.createReadStream(), response);
  }
  const { start, end } = range ?? { start: 0, end: found.size - 1 };
  const content = file.createReadStream({ start, end, highWaterMark: READ_BYTES });
  if (gzip) {
    const { createGzip } = await import("node:zlib");
    response.setHeader("content-encoding", "gzip");
    response.writeHead(200);
    return pipeline(content, createGzip({ level: 1 }), response);
  }
  response.setHeader("content-length", end - start + 1);
  response.writeHead(range ? 206 : 200);
  await pipeline(content, response, { end: false });
  // A file that shrank meanwhile: what was sent must not look whole.
  if (content.bytesRead < end - start + 1) response.destroy();
  else response.end();
}

async function openToRead(path: string): Promise<FileHandle> {
  try {
    // Not waiting, else a named pipe would hold us until somebody writes to it.
    return await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT" || code === "ENOTDIR") throw new HttpError(404, `path '${path}' does not exist`);
    if (code === "EACCES" || code === "EPERM") throw new HttpError(403, `path '${path}' may not be read`);
    if (code === "ELOOP") throw new HttpError(400, `path '${path}' is a loop of links`);
    throw new HttpError(400, `path '${path}' cannot be read (${code})`);
  }
}

/** Sets the headers that say what the file is; answers its etag. */
function describe(response: ServerResponse, path: string, found: Stats): string {
  const etag = `"${[found.ino, Math.trunc(found.mtimeMs), found.size].map((part) => part.toString(16)).join("-")}"`;
  const name = encodeURIComponent(basename(path)).replaceAll("'", "%27");
  response.setHeader("etag", etag);
  response.setHeader("last-modified", found.mtime.toUTCString());
  response.setHeader("vary", "Accept-Encoding");
  response.setHeader("accept-ranges", "bytes");
  response.setHeader("x-content-type-options", "nosniff");
  response.setHeader("content-type", "application/octet-stream");
  response.setHeader("content-disposition", `inline; filename*=UTF-8''${name}`);
  return etag;
}

function isUnchanged(request: IncomingMessage, etag: string, modified: Date): boolean {
  const known = request.headers["if-none-match"];
  if (known !== undefined)
    return known === "*" || known.split(",").some((part) => part.trim().replace(/^W\//, "") === etag);
  const since = Date.parse(request.headers["if-modified-since"] ?? "");
  return Number.isFinite(since) && Math.trunc(modified.getTime() / 1000) * 1000 <= since;
}

/** A range of another version of the file would be pieced together with the wrong rest. */
function rangeApplies(request: IncomingMessage, etag: string, modified: Date): boolean {
  const condition = request.headers["if-range"];
  if (typeof condition !== "string") return true;
  if (condition.startsWith('"')) return condition === etag;
  return Math.trunc(modified.getTime() / 1000) * 1000 === Date.parse(condition);
}
