import { constants } from "node:fs";
import { open, stat } from "node:fs/promises";
import { basename, dirname } from "node:path";
import type { Readable } from "node:stream";
import { makeFolders } from "../filesystem/make-folders.ts";
import { HttpError } from "../http/http-error.ts";
import type { User, Users } from "../users.ts";

export interface WrittenFile {
  path: string;
  name: string;
  type: "file";
}

const FILE_MODE = 0o644;

/** Streams the content into the file, making the folders above it; a new file is the user's. */
export async function writeFile(path: string, content: Readable, user: User, users: Users): Promise<WrittenFile> {
  try {
    const found = await stat(path).catch(() => undefined);
    if (found?.isDirectory()) throw new HttpError(400, `path '${path}' is a directory`);
    if (found && !found.isFile()) throw new HttpError(400, `path '${path}' is not a regular file`);
    await makeFolders(dirname(path), user, users);
    const { O_WRONLY, O_CREAT, O_TRUNC, O_NONBLOCK } = constants;
    await using file = await open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NONBLOCK, FILE_MODE);
    if (users.canChangeOwner) await file.chown(user.uid, user.gid);
    // A failure here leaves the caller's connection alone, so that the answer still reaches it.
    await file.writeFile(content.iterator({ destroyOnReturn: false }));
  } catch (error) {
    throw toWriteError(error, path);
  }
  return { path, name: basename(path), type: "file" };
}

export function toWriteError(thrown: unknown, path: string): unknown {
  switch ((thrown as NodeJS.ErrnoException | null)?.code) {
    case "ENOSPC":
    case "EDQUOT":
    case "EFBIG":
      return new HttpError(507, "not enough disk space available");
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return new HttpError(403, `path '${path}' may not be written`);
    case "ENOTDIR":
    case "EEXIST":
      return new HttpError(400, `path '${path}' lies under something that is not a directory`);
    case "EISDIR":
      return new HttpError(400, `path '${path}' is a directory`);
    case "ELOOP":
      return new HttpError(400, `path '${path}' is a loop of links`);
    case "ENAMETOOLONG":
      return new HttpError(400, "the path is too long");
    case "ENXIO":
      return new HttpError(400, `path '${path}' is not a regular file`);
    case "ERR_STREAM_PREMATURE_CLOSE":
    case "ECONNRESET":
      return new HttpError(400, "the upload ended before it was complete");
    case "Z_DATA_ERROR":
    case "Z_BUF_ERROR":
      return new HttpError(400, "the body is not valid gzip");
    default:
      return thrown;
  }
}
