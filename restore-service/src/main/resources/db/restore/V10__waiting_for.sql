-- What a phase can't get on without, such as the repository; null while it gets on.
alter table restore add waiting_for text;
alter table drill add waiting_for text;
