-- units.sql: units at this moment, worst first.  The first column is the row's key in the stream.
select u.unit,
       u.name,
       nullif(n.level, '') as level,
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
  from ioc.unit_now as u
  left join ioc.unit as n on n.unit = u.unit
 order by u.overdue desc,
          u.near_due desc,
          u.pending desc,
          u.unit
