/** One row for each sandbox that has files: running, or stopped and to be started again. */
export interface SandboxTable {
  id: string;
  project_id: string;
  /** Null for sandboxes that belong to no session. */
  session_id: string | null;
  profile: string;
  driver: string;
  state: SandboxStateColumn;
  /** Why it stopped; null while it runs. */
  stop_reason: string | null;
  /** Of the agent bundle that stands at /agent. */
  bundle_digest: string | null;
  /** The manager on whose machine its files are. */
  manager_id: string;
  created_at: Date;
  /** Of its current or last life. */
  started_at: Date | null;
  stopped_at: Date | null;
  /** When it goes idle unless used; written from time to time. */
  expires_at: Date;
}
export type SandboxStateColumn = "starting" | "running" | "paused" | "stopped";

export interface Tables {
  sandboxes: SandboxTable;
}
