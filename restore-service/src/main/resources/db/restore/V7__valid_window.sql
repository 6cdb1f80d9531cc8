-- What could be restored when a restore was rejected: JSON.
alter table restore add valid_window text;
