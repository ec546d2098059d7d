-- fields.sql: fields at the end of any day, worst first; empty where the catalogue has none, and before
-- the first day that was counted.
-- $1 day, null: today  $2 handling unit, null: all  $3 channel, null: all
select p.field,
       sum(p.overdue)::bigint as overdue,
       sum(p.near_due)::bigint as near_due,
       sum(p.pending)::bigint as pending,
       sum(p.waiting_supplement)::bigint as waiting_supplement,
       sum(p.waiting_payment)::bigint as waiting_payment,
       sum(p.received_month)::bigint as received_month,
       sum(p.done_month)::bigint as done_month,
       sum(p.done_overdue_month)::bigint as done_overdue_month,
       to_json(round(100.0 * sum(p.done_month - p.done_overdue_month) / nullif(sum(p.done_month), 0), 2)) as on_time_percent,
       to_json(round(sum(p.handling_seconds_month) / 86400.0 / nullif(sum(p.done_month), 0), 2)) as days_mean
  from ioc.procedure_at(coalesce($1::date, ioc.today()), $2::text, $3::text) as p
 where coalesce($1::date, ioc.today()) >= ioc.first_day()
 group by p.field
 order by overdue desc,
          near_due desc,
          pending desc,
          p.field
