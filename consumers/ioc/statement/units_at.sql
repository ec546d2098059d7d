-- units_at.sql: units at the end of any day, worst first, with the columns of units.sql.
-- Null: the day is before the first that was counted.
-- $1 day, null: today  $2 channel, null: all
select k.unit,
       k.name,
       nullif(k.level, '') as level,
       u.overdue,
       u.near_due,
       u.pending,
       to_json(round(100.0 * (u.done_month - u.done_overdue_month) / nullif(u.done_month, 0), 2)) as on_time_percent,
       u.received_today,
       u.received_month,
       u.done_today,
       u.done_month,
       u.done_overdue_month,
       u.waiting_supplement,
       u.waiting_payment,
       u.stopped,
       u.awaiting_reception,
       u.received_online_month,
       to_json(round(100.0 * u.received_online_month / nullif(u.received_month, 0), 2)) as online_percent,
       to_json(round(100.0 * u.overdue / nullif(u.pending, 0), 2)) as overdue_percent,
       u.late_reception_month
  from (select coalesce($1::date, ioc.today()) as day, coalesce($1::date, ioc.today()) >= ioc.first_day() as counted offset 0) as a
 cross join ioc.unit_at(a.day, $2::text) as k
  left join lateral (select k.*) as u on a.counted
 order by u.overdue desc,
          u.near_due desc,
          u.pending desc,
          k.unit
