-- issued.sql: documents that were issued, the newest first.
-- $1 day, null: today  $2 issuing unit, null: all  $3 level, null: all, unknown: not stated
-- $4 kind, null: all  $5 first day  $6 last day, of the issue, of revoked ones of the revocation
-- $7 number of rows  $8 place behind which to go on, "at|document"
select d.*
  from ioc.issued_list($1::date, $2::text, $3::text, $4::text, $5::date, $6::date, $7::integer, $8::text) as d
