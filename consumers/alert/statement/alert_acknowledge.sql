-- alert_acknowledge.sql: takes an open alert on, once.
-- $1 number of the alert  $2 actor  $3 why
select alert.acknowledge($1::bigint, $2, $3) as outcome
