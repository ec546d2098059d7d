-- days.sql: one row a day, the last one last; null before the first that was counted.
-- $1 last day, null: today  $2 number of days  $3 handling unit, null: all  $4 channel, null: all
select d.day,
       c.received,
       c.done,
       c.done_overdue,
       c.pending,
       c.overdue,
       c.waiting_supplement
  from (select ioc.first_day() as first offset 0) as f
 cross join ioc.day_course(coalesce($1::date, ioc.today()) - $2::integer + 1, coalesce($1::date, ioc.today()), $3::text, $4::text) as d
  left join lateral (select d.*) as c on d.day >= f.first
 order by d.day
