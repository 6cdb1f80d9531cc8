-- What restores have replayed, and in which time.
create table replay_measurement (
  restore_id uuid primary key,
  server_id uuid not null,
  first_at timestamptz not null,
  first_bytes bigint not null,
  last_at timestamptz not null,
  last_bytes bigint not null
);
create index replay_measurement_by_time on replay_measurement (last_at desc);
