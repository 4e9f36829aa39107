import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

export const controlPlane: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`
      create table users (
        id text primary key,
        email text not null unique,
        name text not null,
        password_hash text not null,
        role text not null check (role in ('admin', 'user')),
        created_at timestamptz not null
      );

      create table login_sessions (
        secret_hash text primary key,
        user_id text not null references users on delete cascade,
        created_at timestamptz not null,
        expires_at timestamptz not null
      );
      create index on login_sessions (user_id);
      create index on login_sessions (expires_at);

      create table personal_access_tokens (
        id text primary key,
        user_id text not null references users on delete cascade,
        name text not null,
        secret_hash text not null unique,
        project_ids text[],
        scopes text[] not null,
        created_at timestamptz not null,
        expires_at timestamptz,
        last_used_at timestamptz
      );
      create index on personal_access_tokens (user_id);

      create table projects (
        id text primary key,
        owner_id text not null references users on delete cascade,
        name text not null,
        description text not null,
        created_at timestamptz not null,
        updated_at timestamptz not null,
        deleted_at timestamptz
      );
      create index on projects (owner_id, created_at, id);
      create index on projects (deleted_at) where deleted_at is not null;

      create table project_keys (
        id text primary key,
        project_id text not null references projects on delete cascade,
        name text not null,
        access_key text not null unique,
        secret_hash text not null,
        created_at timestamptz not null,
        last_used_at timestamptz
      );
      create index on project_keys (project_id);

      create table sandbox_keys (
        id text primary key,
        project_id text not null references projects on delete cascade,
        secret_hash text not null unique,
        hint text not null,
        created_at timestamptz not null
      );
      create index on sandbox_keys (project_id);

      create table versions (
        id text primary key,
        project_id text not null references projects on delete cascade,
        tag text not null,
        status text not null check (status in ('inactive', 'activating', 'active', 'failed')),
        status_reason text,
        issues json not null,
        warnings json not null,
        agents json not null,
        artifact_id text,
        created_at timestamptz not null,
        activated_at timestamptz,
        ever_active boolean not null,
        unique (project_id, tag)
      );
      create index on versions (project_id, created_at, id);

      create table used_tags (
        project_id text not null references projects on delete cascade,
        tag text not null,
        primary key (project_id, tag)
      );

      create table artifacts (
        id text primary key,
        project_id text not null,
        version_id text,
        state text not null check (state in ('pending', 'ready', 'failed', 'expired')),
        content_type text not null,
        announced_bytes bigint not null,
        size_bytes bigint,
        digest text,
        upload_key text,
        reason text,
        created_at timestamptz not null,
        expires_at timestamptz not null,
        confirmed_at timestamptz,
        check ((state = 'ready') = (digest is not null))
      );
      create index on artifacts (version_id);
      create index on artifacts (digest);
      create index on artifacts (expires_at) where state = 'pending';
      create index on artifacts (created_at) where upload_key is not null;

      create table stored_objects (
        digest text primary key,
        size_bytes bigint not null,
        touched_at timestamptz not null
      );

      create table env_vars (
        project_id text not null references projects on delete cascade,
        key text not null,
        sealed_value text not null,
        is_secret boolean not null,
        updated_at timestamptz not null,
        primary key (project_id, key)
      );

      create table llm_configs (
        project_id text primary key references projects on delete cascade,
        mode text not null check (mode in ('platform', 'custom')),
        provider text,
        model text not null,
        api_type text,
        base_url text,
        sealed_api_key text,
        updated_at timestamptz not null
      );

      create table traces (
        project_id text not null references projects on delete cascade,
        id text not null,
        session_id text not null,
        run_id text not null,
        version_id text not null,
        name text not null,
        status text not null,
        started_at timestamptz not null,
        ended_at timestamptz,
        span_count integer not null,
        total_tokens bigint not null,
        primary key (project_id, id)
      );
      create index on traces (project_id, started_at, id);
      create index on traces (started_at);

      create table spans (
        project_id text not null,
        trace_id text not null,
        id text not null,
        parent_id text,
        name text not null,
        kind text not null,
        started_at timestamptz not null,
        ended_at timestamptz,
        input json not null,
        output json not null,
        model text,
        usage json not null,
        status text not null,
        status_message text,
        attributes json not null,
        primary key (project_id, trace_id, id),
        foreign key (project_id, trace_id) references traces (project_id, id) on delete cascade
      );

      create table audit_log (
        id text primary key,
        at timestamptz not null,
        action text not null,
        user_id text,
        user_email text,
        token_id text,
        project_id text,
        target text,
        detail json not null,
        ip text
      );
      create index on audit_log (project_id, at, id);
      create index on audit_log (at, id);
    `.execute(db);
  },
};
