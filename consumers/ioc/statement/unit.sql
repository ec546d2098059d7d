-- unit.sql: one unit at the end of any day.
-- Null: the day is before the first that was counted.
-- $1 code, empty for "not stated"  $2 day, null: today  $3 channel, null: all
select k.unit,
       k.name,
       k.kind,
       nullif(k.level, '') as level,
       u.received_today,
       u.received_month,
       u.carried_over,
       u.awaiting_reception,
       u.reception_overdue,
       u.late_reception_month,
       u.done_today,
       u.done_month,
       u.done_overdue_month,
       to_json(round(100.0 * (u.done_month - u.done_overdue_month) / nullif(u.done_month, 0), 2)) as on_time_percent,
       u.closed_month,
       u.pending,
       u.overdue,
       u.near_due,
       u.waiting_supplement,
       u.waiting_payment,
       u.stopped,
       u.received_online_month,
       to_json(round(100.0 * u.received_online_month / nullif(u.received_month, 0), 2)) as online_percent,
       u.received_full_month,
       to_json(round(100.0 * u.received_full_month / nullif(u.received_month, 0), 2)) as full_percent,
       u.digitised_month,
       to_json(round(100.0 * u.digitised_month / nullif(u.received_month, 0), 2)) as digitised_percent,
       u.papers_month,
       u.papers_digitised_month,
       to_json(round(100.0 * u.papers_digitised_month / nullif(u.papers_month, 0), 2)) as papers_digitised_percent,
       u.paid_online_month,
       u.paid_online_vnd_month
  from (select coalesce($2::date, ioc.today()) as day, coalesce($2::date, ioc.today()) >= ioc.first_day() as counted offset 0) as a
 cross join ioc.unit_at(a.day, $3::text) as k
  left join lateral (select k.*) as u on a.counted
 where k.unit = $1::text
