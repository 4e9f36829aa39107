import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `create table sandboxes (
    id text primary key,
    project_id text not null,
    session_id text unique,
    profile text not null,
    driver text not null,
    state text not null,
    stop_reason text,
    bundle_digest text,
    manager_id text not null,
    created_at timestamptz not null,
    started_at timestamptz,
    stopped_at timestamptz,
    expires_at timestamptz not null
  )`,
  `create index sandboxes_of_project on sandboxes (project_id, created_at, id)`,
  `create index sandboxes_by_state on sandboxes (state, stopped_at)`,
];
