-- server_hold.sql: ends a batch on a server that is not the one whose numbers count.
-- $1 timeline  $2 branch
select flow.server_hold($1::integer, $2::uuid)
