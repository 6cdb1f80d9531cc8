-- How far the copy in the paired region was behind, by whoever took care of it last.
create table copy_lag (
  server_id uuid primary key references protected_server (id) on delete cascade,
  bytes bigint not null,
  complete_as_of timestamptz not null,
  log_complete_as_of timestamptz not null,
  measured_at timestamptz not null
);
