-- Which repository lies in each region; null where whatever is there shall be taken, or a new one begun.
create table region_repository (
  region text primary key,
  repository_id uuid
);
