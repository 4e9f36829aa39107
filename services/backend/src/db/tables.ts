import type { AgentSummary, ArtifactState, BundleIssue, TokenScope, VersionStatus } from "@nexau-cloud/contracts";
import type { ColumnType, Kysely, Transaction } from "kysely";

/** A `json` column: read as the value, written as its text. */
type Json<Value> = ColumnType<Value, string, string>;

export interface Tables {
  users: UserTable;
  login_sessions: LoginSessionTable;
  personal_access_tokens: PersonalAccessTokenTable;
  projects: ProjectTable;
  project_keys: ProjectKeyTable;
  sandbox_keys: SandboxKeyTable;
  versions: VersionTable;
  used_tags: { project_id: string; tag: string };
  artifacts: ArtifactTable;
  stored_objects: StoredObjectTable;
  env_vars: EnvVarTable;
  llm_configs: LlmConfigTable;
  traces: TraceTable;
  spans: SpanTable;
  audit_log: AuditTable;
}

export type Database = Kysely<Tables>;
export type DatabaseTransaction = Transaction<Tables>;

export interface UserTable {
  id: string;
  email: string;
  name: string;
  password_hash: string;
  role: "admin" | "user";
  created_at: Date;
}

/** A browser that is signed in; "session" alone is an agent's. */
export interface LoginSessionTable {
  secret_hash: string;
  user_id: string;
  created_at: Date;
  expires_at: Date;
}

export interface PersonalAccessTokenTable {
  id: string;
  user_id: string;
  name: string;
  secret_hash: string;
  project_ids: string[] | null;
  scopes: TokenScope[];
  created_at: Date;
  expires_at: Date | null;
  last_used_at: Date | null;
}

export interface ProjectTable {
  id: string;
  owner_id: string;
  name: string;
  description: string;
  created_at: Date;
  updated_at: Date;
  /** Set when its owner deleted it; what is left of it is then cleaned up. */
  deleted_at: Date | null;
}

export interface ProjectKeyTable {
  id: string;
  project_id: string;
  name: string;
  access_key: string;
  secret_hash: string;
  created_at: Date;
  last_used_at: Date | null;
}

export interface SandboxKeyTable {
  id: string;
  project_id: string;
  secret_hash: string;
  hint: string;
  created_at: Date;
}

export interface VersionTable {
  id: string;
  project_id: string;
  tag: string;
  status: VersionStatus;
  status_reason: string | null;
  issues: Json<BundleIssue[]>;
  warnings: Json<BundleIssue[]>;
  agents: Json<AgentSummary[]>;
  artifact_id: string | null;
  created_at: Date;
  activated_at: Date | null;
  /** A tag that once ran keeps its meaning even after the version is deleted. */
  ever_active: boolean;
}

export interface ArtifactTable {
  id: string;
  project_id: string;
  /** Null once the version is gone: the row waits to be cleaned up. */
  version_id: string | null;
  state: ArtifactState;
  content_type: string;
  announced_bytes: number;
  size_bytes: number | null;
  digest: string | null;
  /** Where the raw upload may lie; null once it has been removed. */
  upload_key: string | null;
  reason: string | null;
  created_at: Date;
  expires_at: Date;
  confirmed_at: Date | null;
}

/** Content by digest, stored once however many artifacts have it. */
export interface StoredObjectTable {
  digest: string;
  size_bytes: number;
  touched_at: Date;
}

export interface EnvVarTable {
  project_id: string;
  key: string;
  sealed_value: string;
  is_secret: boolean;
  updated_at: Date;
}

export interface LlmConfigTable {
  project_id: string;
  mode: "platform" | "custom";
  provider: string | null;
  model: string;
  api_type: string | null;
  base_url: string | null;
  sealed_api_key: string | null;
  updated_at: Date;
}

export interface TraceTable {
  project_id: string;
  id: string;
  session_id: string;
  run_id: string;
  version_id: string;
  name: string;
  status: "ok" | "error";
  started_at: Date;
  ended_at: Date | null;
  span_count: number;
  total_tokens: number;
}

export interface SpanTable {
  project_id: string;
  trace_id: string;
  id: string;
  parent_id: string | null;
  name: string;
  kind: string;
  started_at: Date;
  ended_at: Date | null;
  input: Json<unknown>;
  output: Json<unknown>;
  model: string | null;
  usage: Json<Record<string, number> | null>;
  status: "ok" | "error";
  status_message: string | null;
  attributes: Json<Record<string, unknown>>;
}

export interface AuditTable {
  id: string;
  at: Date;
  action: string;
  user_id: string | null;
  user_email: string | null;
  token_id: string | null;
  project_id: string | null;
  target: string | null;
  detail: Json<Record<string, unknown>>;
  ip: string | null;
}
