-- Restores that were cancelled before they were asked for, as events may arrive in any order.
create table cancelled_restore (
  restore_id uuid primary key,
  heard_at   timestamptz not null
);
