-- Whether a completed backup was made in full or incrementally; unknown of older ones, which were full.
alter table backup add column kind text;

update backup set kind = 'FULL' where state in ('COMPLETED', 'EXPIRED');
