import { lstat, mkdir, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { Code, ConnectError, type HandlerContext, type ServiceImpl } from "@connectrpc/connect";
import type { Filesystem } from "@nexau-cloud/contracts/filesystem";
import { resolvePath } from "../paths.ts";
import { basicUser, type SandboxState } from "../sandbox-state.ts";
import type { User } from "../users.ts";
import { readEntry } from "./entry-info.ts";
import { toFilesystemError } from "./filesystem-errors.ts";
import { listFolder } from "./list-folder.ts";
import { giveTo, makeFolders } from "./make-folders.ts";
import { copyOverBorder } from "./move-over-border.ts";
import { watchRpc } from "./watch-rpc.ts";

/** `filesystem.Filesystem` as E2B's clients speak it. */
export function filesystemRpc(state: SandboxState): ServiceImpl<typeof Filesystem> {
  const { users } = state;

  function place(path: string, context: HandlerContext): { path: string; user: User } {
    const user = state.user(basicUser(context.requestHeader.get("authorization")));
    return { path: resolvePath(path, user, state.defaultWorkdir), user };
  }

  return {
    async stat(request, context) {
      const { path } = place(request.path, context);
      return { entry: await orFilesystemError(path, readEntry(path, users)) };
    },

    async makeDir(request, context) {
      const { path, user } = place(request.path, context);
      return orFilesystemError(path, makeDir(path, user));
    },

    async move(request, context) {
      const { path: source, user } = place(request.source, context);
      const { path: destination } = place(request.destination, context);
      await orFilesystemError(source, lstat(source));
      await orFilesystemError(destination, moveEntry(source, destination, user));
      return { entry: await orFilesystemError(destination, readEntry(destination, users)) };
    },

    async listDir(request, context) {
      const { path } = place(request.path, context);
      return { entries: await orFilesystemError(path, listFolder(path, request.depth, users)) };
    },

    async remove(request, context) {
      const { path } = place(request.path, context);
      await orFilesystemError(path, rm(path, { recursive: true, force: true }));
      return {};
    },

    ...watchRpc(state, (path, context) => place(path, context).path),
  };

  async function makeDir(path: string, user: User) {
    const found = await stat(path).catch(() => undefined);
    if (found?.isDirectory()) throw new ConnectError(`directory already exists: ${path}`, Code.AlreadyExists);
    if (found) throw new ConnectError(`path already exists but is not a directory: ${path}`, Code.InvalidArgument);
    await makeFolders(dirname(path), user, users);
    await mkdir(path, { mode: 0o755 });
    await giveTo(path, user, users);
    return { entry: await readEntry(path, users) };
  }

  async function moveEntry(source: string, destination: string, user: User): Promise<void> {
    await makeFolders(dirname(destination), user, users);
    try {
      await rename(source, destination);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EXDEV") throw error;
      await copyOverBorder(source, destination);
    }
  }
}

export async function orFilesystemError<Result>(path: string, work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    throw toFilesystemError(error, path);
  }
}
