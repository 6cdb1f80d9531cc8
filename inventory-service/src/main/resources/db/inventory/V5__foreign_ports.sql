-- Ports at which a host found somebody else: nobody gets them for a while, if there is another.
create table foreign_port (
  host_id text not null,
  port int not null,
  found_at timestamptz not null,
  primary key (host_id, port)
);
