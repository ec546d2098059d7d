-- unit.sql: one unit at this moment.
-- $1 code, empty for "not stated"
select u.*
  from ioc.unit_now as u
 where u.unit = $1::text
