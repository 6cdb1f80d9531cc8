create table rule_set (
  server_id uuid primary key,
  server_name text not null,
  server_state text not null,
  revision bigint not null
);

create index rule_set_server_name on rule_set (server_name) where server_state <> 'Gone';

create table firewall_rule (
  server_id uuid not null references rule_set,
  name text not null,
  start_address text not null,
  end_address text not null,
  primary key (server_id, name)
);

-- Filled by hosts' events, which may arrive before those of the server itself.
create table applied_revision (
  server_id uuid primary key,
  revision bigint not null
);
