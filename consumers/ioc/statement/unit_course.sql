-- unit_course.sql: pending dossiers of each unit at the end of each of a number of days, the last one last.
-- Days before the first that was counted are left out.
-- $1 last day, null or today: yesterday, the last that is over  $2 number of days  $3 channel, null: all
select c.unit,
       c.from_day,
       c.to_day,
       to_json(c.pending) as pending
  from (select case when $1::date < ioc.today() then $1::date else ioc.today() - 1 end as day) as a
 cross join lateral ioc.unit_course(greatest(a.day - $2::integer + 1, ioc.first_day()), a.day, $3::text) as c
 where a.day >= ioc.first_day()
 order by c.unit
