-- Which instance of the service takes care of which share of the servers.
create table claim (
  share int primary key,
  instance uuid not null,
  renewed_at timestamptz not null
);
-- Which instance takes a running backup, and since when it is about to become visible.
alter table backup add column taken_by uuid;
alter table backup add column completing_at timestamptz;
