-- The last verification of each server's archive, and how far the samples have come.
create table verification (
  server_id uuid primary key,
  scope text not null,
  started_at timestamptz not null,
  ended_at timestamptz not null,
  objects bigint not null,
  bytes bigint not null,
  -- JSON: what is wrong, and what was and has been healed.
  findings text not null,
  healed text not null,
  failure text,
  -- The last object that a sample has seen; the next one begins after it.
  sampled_up_to text,
  sampled_at timestamptz
);
