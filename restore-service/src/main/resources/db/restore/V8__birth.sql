-- Where it left the history of the server that it was restored from: in PostgreSQL's text form, on which of that one's
-- timelines, and up to which instant it has what that one had, if a commit was known. Null for servers that were
-- restored before this was kept.
alter table source_server add restored_to_lsn text;
alter table source_server add restored_on_timeline integer;
alter table source_server add restored_as_of timestamptz;
