-- How long a restore of a server may replay log.
alter table server add column restore_time_objective_seconds int not null default 300;
