import { type FSWatcher, lstatSync, readdirSync, type Stats, watch } from "node:fs";
import { join } from "node:path";
import { create } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import {
  type EntryInfo,
  EventType,
  type FilesystemEvent,
  FilesystemEventSchema,
} from "@nexau-cloud/contracts/filesystem";
import type { Users } from "../users.ts";
import { readEntrySync } from "./entry-info.ts";
import { toFilesystemError } from "./filesystem-errors.ts";

export interface FolderWatch {
  close(): void;
}

export interface FolderWatchOptions {
  recursive: boolean;
  /** Whether events carry the entry as it is now. */
  includeEntry: boolean;
  users: Users;
  onEvent(event: FilesystemEvent): void;
}

/** How long a name that vanished may turn up again elsewhere and count as renamed. */
const RENAME_WINDOW_MS = 20;

interface WatchedFolder {
  watcher: FSWatcher;
  /** What each name was when last looked at. */
  known: Map<string, Stats>;
}

/**
 * Watches a folder, and with `recursive` those below it, also ones made later. The kernel's events reach us as "something
 * happened to this name"; what it was is told from what the name was before.
 */
export function watchFolder(root: string, options: FolderWatchOptions): FolderWatch {
  const folders = new Map<string, WatchedFolder>();
  /** Inodes that vanished a moment ago, until it is known whether they turn up under another name. */
  const vanished = new Map<number, { name: string; timer: NodeJS.Timeout }>();

  function emit(type: EventType, name: string): void {
    const gone = type === EventType.REMOVE || type === EventType.RENAME;
    const entry = options.includeEntry && !gone ? entryOf(join(root, name)) : undefined;
    options.onEvent(create(FilesystemEventSchema, { name, type, ...(entry ? { entry } : {}) }));
  }

  function entryOf(path: string): EntryInfo | undefined {
    try {
      return readEntrySync(path, options.users);
    } catch {
      return undefined;
    }
  }

  function open(folder: string, announce: boolean): void {
    const known = new Map<string, Stats>();
    const watcher = watch(join(root, folder), (_kind, name) => {
      if (name !== null) look(folder, String(name));
    });
    watcher.on("error", () => close(folder));
    folders.set(folder, { watcher, known });
    for (const name of namesIn(join(root, folder))) {
      const found = lookAt(join(root, folder, name));
      if (!found) continue;
      known.set(name, found);
      const path = join(folder, name);
      if (announce) emit(EventType.CREATE, path);
      if (options.recursive && found.isDirectory()) open(path, announce);
    }
  }

  function close(folder: string): void {
    for (const [path, { watcher }] of folders) {
      if (path !== folder && folder !== "" && !path.startsWith(`${folder}/`)) continue;
      watcher.close();
      folders.delete(path);
    }
  }

  function look(folder: string, name: string): void {
    const watched = folders.get(folder);
    if (!watched) return;
    const path = join(folder, name);
    const before = watched.known.get(name);
    const now = lookAt(join(root, path));
    if (now) watched.known.set(name, now);
    else watched.known.delete(name);
    if (before && now && before.ino === now.ino) {
      emit(changeOf(before, now), path);
      return;
    }
    if (before) leave(path, before);
    if (now) arrive(path, now);
  }

  function leave(path: string, before: Stats): void {
    if (before.isDirectory()) close(path);
    const timer = setTimeout(() => settle(before.ino, EventType.REMOVE), RENAME_WINDOW_MS);
    vanished.set(before.ino, { name: path, timer });
  }

  function arrive(path: string, now: Stats): void {
    settle(now.ino, EventType.RENAME);
    emit(EventType.CREATE, path);
    if (options.recursive && now.isDirectory()) tryOpen(path);
  }

  function settle(inode: number, type: EventType): void {
    const left = vanished.get(inode);
    if (!left) return;
    clearTimeout(left.timer);
    vanished.delete(inode);
    emit(type, left.name);
  }

  function tryOpen(path: string): void {
    try {
      open(path, true);
    } catch {
      // Gone again already.
    }
  }

  checkFolder(root);
  open("", false);
  return {
    close: () => {
      for (const { timer } of vanished.values()) clearTimeout(timer);
      close("");
    },
  };
}

/** A change of the mode or owner alone leaves content and its time as they were. */
function changeOf(before: Stats, now: Stats): EventType {
  const sameContent = before.mtimeMs === now.mtimeMs && before.size === now.size;
  return sameContent && before.ctimeMs !== now.ctimeMs ? EventType.CHMOD : EventType.WRITE;
}

function checkFolder(path: string): void {
  let found: Stats;
  try {
    found = lstatSync(path).isSymbolicLink() ? lstatSync(`${path}/.`) : lstatSync(path);
  } catch (error) {
    throw toFilesystemError(error, path);
  }
  if (!found.isDirectory()) throw new ConnectError(`path '${path}' is not a directory`, Code.InvalidArgument);
}

function lookAt(path: string): Stats | undefined {
  return lstatSync(path, { throwIfNoEntry: false });
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
