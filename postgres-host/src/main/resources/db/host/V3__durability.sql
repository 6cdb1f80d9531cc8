-- Whether a commit waits until its log is safe in the repository.
alter table server add column synchronous boolean not null default false;
