-- In what the new server is to differ from its source: JSON; empty for in nothing.
alter table restore add options text not null default '';
