-- form_06a.sql: form II.06a of a period; empty before the first day that was counted.
-- $1 first day  $2 last day  $3 unit or field
select f.*
  from ioc.form_06a($1::date, $2::date, $3::text) as f
 where $2::date >= ioc.first_day()
