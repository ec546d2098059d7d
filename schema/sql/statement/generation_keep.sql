-- generation_keep.sql: adds a generation of an earlier time.
-- $1 the rules it is built by  $2 recorded by the brokers before that time  $3 who does it
select count.generation_keep($1, $2::timestamptz, $3)
