-- How long a restore of a server may replay log; null where that was never said.
alter table server add column restore_time_objective_seconds int;
