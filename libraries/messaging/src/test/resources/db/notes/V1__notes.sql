create table note (
  id uuid primary key,
  subject text not null,
  number bigint generated always as identity
);
