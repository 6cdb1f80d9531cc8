-- Restores that nobody wants any more: their servers aren't registered, even if their plans come later.
create table cancelled_restore (
  restore_id uuid primary key,
  heard_at timestamptz not null
);
