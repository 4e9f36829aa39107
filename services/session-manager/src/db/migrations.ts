import type { Migration } from "kysely/migration";
import * as sessionsAndRuns from "./migrations/0001-sessions-and-runs.ts";

/** In order; one that was released is never edited. */
export const migrations: Record<string, Migration> = {
  "0001_sessions_and_runs": sessionsAndRuns,
};
