-- How long a restore of a server may replay log: an ISO 8601 duration.
alter table source_server add restore_time_objective text not null default 'PT5M';
