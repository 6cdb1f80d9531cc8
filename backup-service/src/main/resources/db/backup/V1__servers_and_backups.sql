-- What is protected, and until when its archive stays.
create table protected_server (
  id uuid primary key,
  name text not null,
  region text not null,
  address text not null,
  port int not null,
  postgres_version text not null,
  system_identifier text not null,
  timeline int not null,
  state text not null,
  provisioned_at timestamptz not null,
  dropped_at timestamptz
);

create index protected_server_by_name on protected_server (name);

-- Apart from the servers: a policy may change while its server is still being made.
create table backup_policy (
  server_id uuid primary key,
  retention_days int not null,
  redundancy text not null
);

create table backup (
  id uuid primary key,
  server_id uuid not null,
  state text not null,
  reason text not null,
  requested_at timestamptz not null,
  started_at timestamptz,
  ended_at timestamptz,
  timeline int,
  start_lsn text,
  stop_lsn text,
  logical_bytes bigint,
  stored_bytes bigint,
  failure_code text,
  failure text,
  replicated boolean not null default false
);

create index backup_by_server on backup (server_id, requested_at desc);

create unique index one_running_backup_per_server on backup (server_id) where state = 'RUNNING';
