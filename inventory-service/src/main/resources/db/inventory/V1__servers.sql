create table server (
  id uuid primary key,
  name text not null,
  status text not null,
  status_reason text,
  compute_tier text not null,
  v_cores int not null,
  storage_gb int not null,
  backup_retention_days int not null,
  backup_redundancy text not null,
  pricing_tier_applied boolean not null,
  admin_login text not null,
  sealed_verifier text,
  postgres_major int not null,
  postgres_version text,
  region text not null,
  host_id text,
  endpoint_host text,
  endpoint_port int,
  origin_kind text not null,
  restore_id uuid,
  source_server_id uuid,
  source_server_name text,
  target_time timestamptz,
  restored_to timestamptz,
  restore_plan text,
  password_change_id uuid,
  password_change_state text,
  password_change_reason text,
  created_at timestamptz not null
);

-- A name belongs to one living server.
create unique index server_name on server (name) where status not in ('Dropped', 'Failed');

create index server_waiting on server (region, created_at) where status = 'Requested';

create table host (
  id text primary key,
  region text not null,
  address text not null,
  v_cores int not null,
  memory_bytes bigint not null,
  free_storage_bytes bigint not null,
  postgres_versions int[] not null,
  first_port int not null,
  port_count int not null,
  reported_at timestamptz not null
);

create index host_region on host (region);

-- A server's place is its own; the row goes when the server has gone.
create table place (
  server_id uuid primary key,
  host_id text not null,
  port int not null,
  unique (host_id, port)
);

-- Filled by backup-service's events, which may arrive before those of the server itself.
create table protection (
  server_id uuid primary key,
  earliest timestamptz,
  latest timestamptz,
  backup_id uuid,
  backup_completed_at timestamptz
);
