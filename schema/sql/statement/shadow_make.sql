-- shadow_make.sql: empty tables for the facts of the log; how far a run came that did not end.
-- $1 who does it
select shadow.make($1)
