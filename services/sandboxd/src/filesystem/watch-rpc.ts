import { randomBytes } from "node:crypto";
import { Code, ConnectError, type HandlerContext, type ServiceImpl } from "@connectrpc/connect";
import type { Filesystem, FilesystemEvent } from "@nexau-cloud/contracts/filesystem";
import { keepAliveOf, orKeepAlive } from "../keep-alive.ts";
import type { SandboxState } from "../sandbox-state.ts";
import { type FolderWatch, watchFolder } from "./folder-watch.ts";

type WatchMethods = "watchDir" | "createWatcher" | "getWatcherEvents" | "removeWatcher";

/** Events that one watcher keeps until somebody asks. */
const MAX_KEPT_EVENTS = 100_000;

/** The watching half of `filesystem.Filesystem`: as a stream, and for callers that ask again and again. */
export function watchRpc(
  state: SandboxState,
  place: (path: string, context: HandlerContext) => string,
): Pick<ServiceImpl<typeof Filesystem>, WatchMethods> {
  const watchers = new Map<string, { watch: FolderWatch; events: EventQueue }>();

  function watcher(id: string) {
    const found = watchers.get(id);
    if (!found) throw new ConnectError(`watcher with id ${id} not found`, Code.NotFound);
    return found;
  }

  return {
    async *watchDir(request, context) {
      const events = createEventQueue();
      const watch = watchFolder(place(request.path, context), {
        recursive: request.recursive,
        includeEntry: request.includeEntry,
        users: state.users,
        onEvent: events.push,
      });
      context.signal.addEventListener("abort", events.wake);
      try {
        yield { event: { case: "start", value: {} } };
        while (!context.signal.aborted) {
          for (const value of events.take()) yield { event: { case: "filesystem", value } };
          const turn = await orKeepAlive(events.arrival(), keepAliveOf(context));
          if (turn === "keepalive") yield { event: { case: "keepalive", value: {} } };
        }
        throw context.signal.reason;
      } finally {
        context.signal.removeEventListener("abort", events.wake);
        watch.close();
      }
    },

    createWatcher: (request, context) => {
      const events = createEventQueue();
      const watch = watchFolder(place(request.path, context), {
        recursive: request.recursive,
        includeEntry: request.includeEntry,
        users: state.users,
        onEvent: events.push,
      });
      const watcherId = randomBytes(12).toString("hex");
      watchers.set(watcherId, { watch, events });
      return { watcherId };
    },

    getWatcherEvents: ({ watcherId }) => ({ events: watcher(watcherId).events.take() }),

    removeWatcher: ({ watcherId }) => {
      watcher(watcherId).watch.close();
      watchers.delete(watcherId);
      return {};
    },
  };
}

type EventQueue = ReturnType<typeof createEventQueue>;

function createEventQueue() {
  let kept: FilesystemEvent[] = [];
  let wake = (): void => undefined;
  return {
    push: (event: FilesystemEvent) => {
      if (kept.length < MAX_KEPT_EVENTS) kept.push(event);
      wake();
    },
    take: (): FilesystemEvent[] => {
      const taken = kept;
      kept = [];
      return taken;
    },
    wake: () => wake(),
    /** Resolves when there is something to take, or on `wake`. */
    arrival: (): Promise<void> =>
      kept.length > 0
        ? Promise.resolve()
        : new Promise((resolve) => {
            wake = resolve;
          }),
  };
}
