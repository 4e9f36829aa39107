import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `create table own_sandboxes (
    sandbox_id text primary key references sandboxes (id) on delete cascade,
    project_id text not null,
    template_id text not null,
    alias text,
    metadata jsonb not null,
    settings jsonb not null,
    started_at timestamptz not null,
    end_at timestamptz not null,
    paused_at timestamptz
  )`,
  `create index own_sandboxes_of_project on own_sandboxes (project_id, started_at, sandbox_id)`,
  `create table snapshots (
    id text primary key,
    project_id text not null,
    sandbox_id text not null,
    name text,
    profile text not null,
    env jsonb not null,
    driver text not null,
    manager_id text not null,
    created_at timestamptz not null,
    unique (project_id, name)
  )`,
  `create index snapshots_of_project on snapshots (project_id, created_at, id)`,
];
