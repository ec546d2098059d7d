-- days.sql: one row a day, the last one last.
-- $1 last day, null: today  $2 number of days  $3 handling unit, null: all  $4 channel, null: all
select d.*
  from ioc.day_course(coalesce($1::date, ioc.today()) - $2::integer + 1, coalesce($1::date, ioc.today()), $3::text, $4::text) as d
