import type { IncomingMessage } from "node:http";
import type { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { HttpError } from "../http/http-error.ts";
import { resolvePath } from "../paths.ts";
import type { SandboxState } from "../sandbox-state.ts";
import type { User } from "../users.ts";
import { boundaryOf, readParts } from "./multipart.ts";
import { type WrittenFile, writeFile } from "./write-file.ts";

/** `POST /files`: one file as octets, or several as a form whose parts are named `file`. */
export async function receiveFiles(
  request: IncomingMessage,
  query: URLSearchParams,
  state: SandboxState,
): Promise<WrittenFile[]> {
  const user = state.user(query.get("username") ?? undefined);
  const body = decodedBody(request);
  const type = (request.headers["content-type"] ?? "").split(";", 1)[0]?.trim().toLowerCase();
  const path = query.get("path");
  if (type === "application/octet-stream") {
    if (!path) throw new HttpError(400, "missing path query parameter");
    return [await writeFile(resolvePath(path, user, state.defaultWorkdir), body, user, state.users)];
  }
  if (type === "multipart/form-data") return receiveForm({ request, body, path, user, state });
  throw new HttpError(400, "the body has to be multipart/form-data or application/octet-stream");
}

interface Form {
  request: IncomingMessage;
  body: Readable;
  path: string | null;
  user: User;
  state: SandboxState;
}

async function receiveForm({ request, body, path, user, state }: Form): Promise<WrittenFile[]> {
  const written: WrittenFile[] = [];
  const taken = new Set<string>();
  for await (const part of readParts(body, boundaryOf(request.headers["content-type"] ?? ""))) {
    if (part.name !== "file") {
      part.content.resume();
      continue;
    }
    const target = path ?? part.fileName;
    if (!target) throw new HttpError(400, "a file has neither a name nor a path");
    const resolved = resolvePath(target, user, state.defaultWorkdir);
    if (taken.has(resolved)) throw new HttpError(400, `you cannot upload multiple files to the same path ${resolved}`);
    taken.add(resolved);
    written.push(await writeFile(resolved, part.content, user, state.users));
  }
  return written;
}

function decodedBody(request: IncomingMessage): Readable {
  const encoding = request.headers["content-encoding"]?.trim().toLowerCase();
  if (!encoding || encoding === "identity") return request;
  if (encoding !== "gzip") throw new HttpError(400, `content-encoding ${encoding} is not understood`);
  const gunzip = createGunzip();
  // It may fail before anybody reads it; who then does is told all the same.
  gunzip.on("error", () => undefined);
  request.once("error", (error) => gunzip.destroy(error));
  request.once("aborted", () => gunzip.destroy(new HttpError(400, "the upload ended before it was complete")));
  return request.pipe(gunzip);
}
