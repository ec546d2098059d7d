-- procedures.sql: procedures at the end of any day, worst first.
-- $1 day, null: today  $2 handling unit, null: all  $3 field, null: all  $4 channel, null: all
select p.procedure,
       p.name,
       p.field,
       p.overdue,
       p.near_due,
       p.pending,
       p.waiting_supplement,
       p.waiting_payment,
       p.received_month,
       p.done_month,
       p.done_overdue_month,
       to_json(round(100.0 * (p.done_month - p.done_overdue_month) / nullif(p.done_month, 0), 2)) as on_time_percent,
       to_json(round(p.handling_seconds_month / 86400.0 / nullif(p.done_month, 0), 2)) as days_mean,
       p.days_p90
  from ioc.procedure_at(coalesce($1::date, ioc.today()), $2::text, $4::text) as p
 where ($3::text is null or p.field = $3)
   and (p.pending, p.received_month, p.done_month) <> (0, 0, 0)
 order by p.overdue desc,
          p.near_due desc,
          p.pending desc,
          p.received_month desc,
          p.procedure
