import type { ColumnType, GeneratedAlways } from "kysely";

/*
 * Columns that hold JSON are `text`: PostgreSQL's jsonb refuses "\u0000" and lone surrogates, which tools do print, and
 * does not give back the bytes it was given.
 */

export interface SessionTable {
  id: string;
  project_id: string;
  distinct_id: string;
  title: string | null;
  source: string;
  run_count: number;
  created_at: Date;
  updated_at: Date;
}

/** What a session carries from run to run besides its messages. */
export interface SessionStateTable {
  session_id: string;
  agent_id: string;
  /** JSON objects. */
  context: string;
  global_storage: string;
}

/** Narrow on purpose: a row is rewritten with every batch of events. What was asked for is in `run_requests`. */
export interface RunTable {
  id: string;
  session_id: string;
  project_id: string;
  distinct_id: string;
  version_id: string;
  version_tag: string;
  agent: string;
  source: string;
  lane: string | null;
  state: RunStateColumn;
  /** JSON of `RunOutcome`; null while the run is under way. */
  outcome: string | null;
  last_sequence: number;
  attempt: number;
  completed_iterations: number;
  stop_requested: boolean;
  stop_forced: boolean;
  /** Instance of the runtime that the current attempt was handed to. */
  runtime_id: string | null;
  /** Null once the run has ended. */
  lease_until: Date | null;
  created_at: ColumnType<Date, Date, never>;
  ended_at: Date | null;
}
export type RunStateColumn = "queued" | "running" | "stopping" | "finished" | "stopped" | "failed" | "interrupted";

export interface RunRequestTable {
  run_id: string;
  /** JSON arrays and objects of the contract's `Message[]` and `Variables`. */
  messages: string;
  variables: string;
  traceparent: string | null;
}

export interface RunEventTable {
  run_id: string;
  sequence: number;
  /** The event's JSON, as it goes out. */
  event: string;
}

export interface MessageTable {
  session_id: string;
  id: string;
  /** Grows with every message appended; an overwritten one keeps its place. */
  position: GeneratedAlways<string>;
  run_id: string;
  /** JSON of the contract's `Message`. */
  message: string;
}

export interface IdempotencyKeyTable {
  project_id: string;
  key: string;
  request_hash: string;
  run_id: string;
  created_at: Date;
}

export interface SigningKeyTable {
  id: string;
  /** The private key as JWK, sealed with the master key. */
  sealed_key: string;
  /** The public key as JWK. */
  public_key: string;
  created_at: Date;
}

export interface Tables {
  sessions: SessionTable;
  session_state: SessionStateTable;
  runs: RunTable;
  run_requests: RunRequestTable;
  run_events: RunEventTable;
  messages: MessageTable;
  idempotency_keys: IdempotencyKeyTable;
  signing_keys: SigningKeyTable;
}
