-- The servers that can be restored, as events tell of them.
create table source_server (
  id                    uuid primary key,
  name                  text not null,
  state                 text not null,
  region                text not null,
  admin_login           text not null,
  compute_tier          text not null,
  v_cores               integer not null,
  storage_gb            integer not null,
  backup_retention_days integer not null,
  backup_redundancy     text not null,
  changed_at            timestamptz not null
);

create index source_server_by_name on source_server (name);

-- The last word of backup-service on what can be restored.
create table restore_window (
  server_id     uuid primary key,
  earliest      timestamptz,
  latest        timestamptz,
  covered_until timestamptz,
  -- Instants in ISO 8601, a gap a line: its last restorable instant before, a space, the first after it.
  gaps          text not null
);

create table restore (
  id                 uuid primary key,
  source_server_id   uuid not null,
  source_server_name text,
  new_server_id      uuid not null,
  new_server_name    text not null,
  -- Null: the latest.
  target_at          timestamptz,
  status             text not null,
  requested_at       timestamptz not null,
  -- Set once the request has come back as an event: from then on it is to be planned.
  to_be_planned_from timestamptz,
  plan               text,
  phase              text,
  bytes_done         bigint,
  bytes_total        bigint,
  replayed_to        timestamptz,
  restored_to        timestamptz,
  code               text,
  reason             text,
  completed_at       timestamptz,
  idempotency_key    text unique,
  idempotent_request text
);

create index restore_by_new_server on restore (new_server_id);
create index restore_to_be_planned on restore (to_be_planned_from)
  where status = 'Requested' and to_be_planned_from is not null;
