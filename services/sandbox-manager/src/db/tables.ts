import type { ColumnType } from "kysely";

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

/** What belongs to a sandbox of a project's own, as E2B's API makes them: its row in `sandboxes` has no session. */
export interface OwnSandboxTable {
  sandbox_id: string;
  project_id: string;
  /** A profile's name, or the snapshot it was made from. */
  template_id: string;
  /** What the template was called by. */
  alias: string | null;
  metadata: JsonColumn<Record<string, string>>;
  settings: JsonColumn<OwnSandboxSettings>;
  started_at: Date;
  /** When it is killed or paused; while it is paused, when it was. */
  end_at: Date;
  paused_at: Date | null;
}

/** As it was asked for at creation, or last changed. */
export interface OwnSandboxSettings {
  timeoutSeconds: number;
  envVars: Record<string, string>;
  onTimeout: "kill" | "pause";
  /** Whether it is paused with its memory when its time is over. */
  keepMemory: boolean;
  autoResume: boolean;
  /** In E2B's form. */
  network: Record<string, unknown> | null;
  allowInternetAccess: boolean | null;
  /** Whether it was last paused without its memory. */
  pausedWithoutMemory: boolean;
}

/** Files of a sandbox under a name of their own. */
export interface SnapshotTable {
  id: string;
  project_id: string;
  /** The one it was made of, which may be gone. */
  sandbox_id: string;
  /** With its tag. */
  name: string | null;
  profile: string;
  env: JsonColumn<Record<string, string>>;
  driver: string;
  /** The manager on whose machine its files are. */
  manager_id: string;
  created_at: Date;
}

/** Written as text, read as what it holds. */
type JsonColumn<Value> = ColumnType<Value, string, string>;

export interface Tables {
  sandboxes: SandboxTable;
  own_sandboxes: OwnSandboxTable;
  snapshots: SnapshotTable;
}
