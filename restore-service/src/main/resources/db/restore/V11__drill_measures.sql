-- When its phases began, as those of a restore: an instant, a space and the phase's name on each line.
alter table drill add phases text not null default '';

-- How much its host was to restore, and of the log; null where that was not kept.
alter table drill add backup_bytes bigint;
alter table drill add wal_bytes bigint;

create index drill_verified on drill (ended_at) where status = 'Verified';
