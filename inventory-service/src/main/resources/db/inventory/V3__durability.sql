-- What a commit waits for.
alter table server add column durability text not null default 'Asynchronous';
