-- Events that a service has said and the broker has not confirmed yet.
create table outbox (
  position bigint generated always as identity primary key,
  event_id uuid not null unique,
  topic text not null,
  subject text not null,
  headers jsonb not null,
  value bytea not null,
  recorded_at timestamptz not null default clock_timestamp()
);

create function wake_outbox_relay() returns trigger language plpgsql as $$
begin
  perform pg_notify('outbox_' || tg_table_schema, '');
  return null;
end
$$;

create trigger wake_relay after insert on outbox
  for each statement execute function wake_outbox_relay();

-- Events that have taken effect here: a second delivery does nothing.
create table inbox (
  event_id uuid primary key,
  topic text not null,
  received_at timestamptz not null default now()
);

create index inbox_by_age on inbox (topic, received_at);
