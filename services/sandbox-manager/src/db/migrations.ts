import type { Migration } from "kysely/migration";
import * as sandboxes from "./migrations/0001-sandboxes.ts";
import * as ownSandboxes from "./migrations/0002-own-sandboxes.ts";

/** In order; one that was released is never edited. */
export const migrations: Record<string, Migration> = {
  "0001_sandboxes": sandboxes,
  "0002_own_sandboxes": ownSandboxes,
};
