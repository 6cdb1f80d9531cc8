create table page_views (
  id bigint primary key,
  path text not null
);

insert into page_views select i, '/articles/' || i % 4711 from generate_series(1, 20000) i;
