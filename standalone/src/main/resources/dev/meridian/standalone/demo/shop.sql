create extension pg_trgm;

create table customers (
  id bigint primary key,
  name text not null,
  city text not null
);

create table orders (
  id bigint primary key,
  customer_id bigint not null references customers,
  placed_at timestamptz not null,
  total numeric(12, 2) not null
);

create table order_lines (
  order_id bigint not null references orders on delete cascade,
  position int not null,
  article text not null,
  price numeric(12, 2) not null,
  primary key (order_id, position)
);

create sequence invoice_numbers start 1000;

create function gross(net numeric) returns numeric language sql immutable
  return round(net * 1.19, 2);

create view revenue as
  select c.city, count(*) as orders, sum(gross(o.total)) as revenue
  from orders o join customers c on c.id = o.customer_id
  group by c.city;

create table brand (logo oid not null);

-- Every commit of the demo's writer, by its number.
create table payments (
  number bigint primary key,
  order_id bigint not null,
  paid_at timestamptz not null default clock_timestamp()
);

insert into customers
  select i, 'customer ' || i, (array['Berlin', 'Lyon', 'Porto', 'Tartu', 'Cork'])[1 + i % 5]
  from generate_series(1, 5000) i;

insert into orders
  select i, 1 + i % 5000, timestamptz '2026-01-01 00:00:00+00' + i * interval '1 second', i % 997
  from generate_series(1, 60000) i;

insert into order_lines
  select i, l, 'article ' || (i * 31 + l) % 4711, (i + l) % 97
  from generate_series(1, 60000) i, generate_series(1, 3) l;

select nextval('invoice_numbers') from generate_series(1, 42);

insert into brand
  select lo_from_bytea(0, string_agg(sha512(i::text::bytea), '')) from generate_series(1, 2000) i;
