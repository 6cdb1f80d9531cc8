-- Restores that were cancelled before this host was told of them, or that others do.
create table cancelled_restore (
  restore_id uuid primary key,
  heard_at timestamptz not null
);
