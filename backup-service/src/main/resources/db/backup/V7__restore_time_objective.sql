-- How long a restore of a server may replay log.
alter table backup_policy add column restore_time_objective_seconds int not null default 300;
