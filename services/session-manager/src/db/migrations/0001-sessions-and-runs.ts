import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `create table sessions (
    id text primary key,
    project_id text not null,
    distinct_id text not null,
    title text,
    source text not null,
    run_count integer not null default 0,
    created_at timestamptz not null,
    updated_at timestamptz not null
  )`,
  `create index sessions_of_project on sessions (project_id, id)`,

  `create table session_state (
    session_id text primary key references sessions on delete cascade,
    agent_id text not null,
    context text not null,
    global_storage text not null
  )`,

  // Room on each page, so that the update of every batch stays on it and touches no index.
  `create table runs (
    id text primary key,
    session_id text not null references sessions on delete cascade,
    project_id text not null,
    distinct_id text not null,
    version_id text not null,
    version_tag text not null,
    agent text not null,
    source text not null,
    lane text,
    state text not null,
    outcome text,
    last_sequence integer not null default 0,
    attempt integer not null default 0,
    completed_iterations integer not null default 0,
    stop_requested boolean not null default false,
    stop_forced boolean not null default false,
    runtime_id text,
    lease_until timestamptz,
    created_at timestamptz not null,
    ended_at timestamptz
  ) with (fillfactor = 70)`,
  // The guard of "one run at a time per session", and what the look-out for lapsed leases reads.
  `create unique index live_run_of_session on runs (session_id) where state in ('queued', 'running', 'stopping')`,
  `create index runs_of_session on runs (session_id, id)`,
  `create index runs_of_project on runs (project_id, id)`,
  `create index runs_by_end on runs (ended_at) where ended_at is not null`,

  `create table run_requests (
    run_id text primary key references runs on delete cascade,
    messages text not null,
    variables text not null,
    traceparent text
  )`,

  // No foreign key: it would cost a look-up per event. Events are deleted with their runs by hand.
  `create table run_events (
    run_id text not null,
    sequence integer not null,
    event text not null,
    primary key (run_id, sequence)
  )`,

  `create table messages (
    session_id text not null references sessions on delete cascade,
    id text not null,
    position bigint generated always as identity,
    run_id text not null,
    message text not null,
    primary key (session_id, id)
  )`,
  `create index messages_in_order on messages (session_id, position)`,

  `create table idempotency_keys (
    project_id text not null,
    key text not null,
    request_hash text not null,
    run_id text not null,
    created_at timestamptz not null,
    primary key (project_id, key)
  )`,
  `create index idempotency_keys_by_age on idempotency_keys (created_at)`,

  `create table signing_keys (
    id text primary key,
    sealed_key text not null,
    public_key text not null,
    created_at timestamptz not null
  )`,
];
