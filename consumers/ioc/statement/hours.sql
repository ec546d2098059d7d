-- hours.sql: received and resolved by hour of a day, beside the median of the same weekday of at most eight weeks.
-- Null: an hour that has not begun; a day before the first that was counted; no week before that was.
-- $1 day, null: today  $2 handling unit, null: all
select h.hour,
       case when h.hour <= i.hour_now then h.received end as received,
       case when h.hour <= i.hour_now then h.done end as done,
       h.received_typical,
       h.done_typical
  from ioc.hour_course(coalesce($1::date, ioc.today()), $2::text) as h
 cross join (select case when coalesce($1::date, ioc.today()) < ioc.first_day() then -1
                         when coalesce($1::date, ioc.today()) < ioc.today() then 23
                         else extract(hour from now() at time zone 'Asia/Ho_Chi_Minh') end as hour_now) as i
 order by h.hour
