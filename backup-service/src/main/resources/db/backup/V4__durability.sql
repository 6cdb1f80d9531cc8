-- What a server's commits wait for.
alter table backup_policy add column durability text not null default 'ASYNCHRONOUS';
