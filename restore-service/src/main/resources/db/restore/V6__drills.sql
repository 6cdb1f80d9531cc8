-- Restores on trial: each proves, or fails to prove, that a server could be restored to a second.
create table drill (
  id                uuid primary key,
  server_id         uuid not null,
  server_name       text not null,
  scheduled         boolean not null,
  requested_at      timestamptz not null,
  status            text not null,
  -- When it was heard of last; what stays silent for too long has failed.
  heard_at          timestamptz not null,
  target_at         timestamptz,
  host_id           text,
  phase             text,
  restored_to       timestamptz,
  heartbeat_at      timestamptz,
  restore_millis    bigint,
  relations_checked integer,
  relations_total   integer,
  pages_checked     bigint,
  pages_total       bigint,
  code              text,
  reason            text,
  ended_at          timestamptz
);

create index drill_by_server on drill (server_id, requested_at);
create index drill_open on drill (requested_at)
  where status in ('Requested', 'Planned', 'Running', 'Cancelling');

-- When a server's next drill is due.
create table drill_schedule (
  server_id uuid primary key,
  due_at    timestamptz not null
);

-- The hosts, as they reported themselves last.
create table drill_host (
  id                text primary key,
  region            text not null,
  free_bytes        bigint not null,
  -- Major versions, with commas between.
  postgres_versions text not null,
  reported_at       timestamptz not null
);
