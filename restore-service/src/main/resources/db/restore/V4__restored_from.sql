-- The server that it was restored from, if it was.
alter table source_server add restored_from uuid;
