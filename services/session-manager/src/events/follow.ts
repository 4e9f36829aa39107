import type { ServerResponse } from "node:http";
import type { Kysely } from "kysely";
import type { Tables } from "../db/tables.ts";
import type { EventFeed } from "./event-feed.ts";
import { readAfter } from "./event-log.ts";
import { createEventStream } from "./event-stream.ts";

export interface FollowDeps {
  db: Kysely<Tables>;
  feed: EventFeed;
  /** Sequence of the last event there will ever be; null while the run goes on, undefined when the run is gone. */
  endOf: (runId: string) => Promise<number | null | undefined>;
  keepAliveMs: number;
  stallMs: number;
}

/**
 * Writes a run's events after a sequence number as server-sent events, until the log is complete. A follower pulls: it
 * has no queue, so a slow one costs no more than its socket's buffer, and reads what it missed from the log.
 */
export async function followRun(
  deps: FollowDeps,
  request: { runId: string; after: number },
  response: ServerResponse,
): Promise<void> {
  const stream = createEventStream(response, deps.stallMs);
  // Watched before anything is read: whatever is written from here on wakes us.
  using watch = deps.feed.watch(request.runId);
  let cursor = request.after;
  // News can be lost between processes, so at first and after each silence the log and the run's row are asked.
  let logChecked = false;
  let rowChecked = false;

  while (!stream.gone.aborted) {
    const { version } = watch;
    const events =
      (logChecked ? watch.tailAfter(cursor) : undefined) ?? (await readAfter(deps.db, request.runId, cursor));
    logChecked = true;
    const last = events.at(-1);
    if (last) {
      await stream.send(events);
      cursor = last.sequence;
      continue;
    }
    if (!rowChecked) {
      const end = await deps.endOf(request.runId);
      if (end === undefined) break;
      if (end !== null) watch.noteEnd(end);
      rowChecked = true;
      if (watch.endedAt !== null && watch.endedAt > cursor) continue;
    }
    if (watch.endedAt !== null && watch.endedAt <= cursor) break;
    if (!(await watch.changed(version, deps.keepAliveMs, stream.gone))) {
      await stream.comment("keep-alive");
      logChecked = rowChecked = false;
    }
  }
  stream.end();
}
