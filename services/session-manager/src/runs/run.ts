import type { Run, Usage } from "@nexau-cloud/contracts";
import type { Selectable } from "kysely";
import type { RunTable } from "../db/tables.ts";

export type RunRow = Selectable<RunTable>;

/** How a run ended; kept as JSON text in `runs.outcome`. */
export type RunOutcome = Pick<Run, "stopReason" | "result" | "error" | "usage">;

export const LIVE_STATES = ["queued", "running", "stopping"] as const;

export const isLive = ({ state }: Pick<RunRow, "state">): boolean => LIVE_STATES.some((live) => live === state);

export const noUsage: Usage = {
  input_tokens: 0,
  completion_tokens: 0,
  reasoning_tokens: 0,
  total_tokens: 0,
  cache_creation_tokens: 0,
  cache_read_tokens: 0,
  input_tokens_uncached: 0,
};

const underWay: RunOutcome = { stopReason: null, result: null, error: null, usage: noUsage };

export function toRun(row: RunRow): Run {
  const outcome: RunOutcome = row.outcome === null ? underWay : JSON.parse(row.outcome);
  return {
    id: row.id,
    sessionId: row.session_id,
    projectId: row.project_id,
    distinctId: row.distinct_id,
    versionId: row.version_id,
    versionTag: row.version_tag,
    agent: row.agent,
    source: row.source,
    lane: row.lane,
    state: row.state,
    ...outcome,
    lastSequence: row.last_sequence,
    attempt: row.attempt,
    createdAt: row.created_at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
  };
}
