-- What a restore aims at: a kind, and its text.
alter table restore add target_kind text;
alter table restore add target_value text;
update restore set
  target_kind = case when target_at is null then 'Latest' else 'PointInTime' end,
  target_value = coalesce(to_char(target_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), '');
alter table restore alter target_kind set not null;
alter table restore alter target_value set not null;
alter table restore drop target_at;

-- When its phases began: an instant, a space and the phase's name on each line.
alter table restore add phases text not null default '';

create index restore_completed on restore (completed_at) where status = 'Completed';

-- Since when an admin's passwords have been valid, of every server.
create table admin_password (
  server_id uuid not null,
  since     timestamptz not null,
  primary key (server_id, since)
);
