-- audit_keep.sql: what an audit came to, for whoever looks later.
-- $1 who asked for it  $2 counters that differed  $3 seconds
insert into flow.audit_result (actor, differences, seconds)
values ($1::text, $2::bigint, $3::numeric)
