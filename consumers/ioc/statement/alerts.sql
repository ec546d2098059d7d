-- alerts.sql: alerts, the newest first; closed ones by when they closed.
-- $1 open, acknowledged, closed, all; null: open and acknowledged  $2 rule  $3 unit or recipient
-- $4 opened on this day or later  $5 number of rows  $6 place behind which to go on, "closed_at|alert"
-- Null does not restrict.
select a.alert,
       a.state,
       a.rule,
       a.title,
       a.measure,
       a.subject_kind,
       a.subject,
       a.unit,
       a.subject_name,
       trim_scale(a.value) as value,
       trim_scale(a.peak) as peak,
       trim_scale(a.threshold) as threshold,
       a.value_unit,
       extract(epoch from a.span)::bigint as span_seconds,
       a.from_day,
       a.to_day,
       a.opened_at,
       (a.opened_at at time zone 'Asia/Ho_Chi_Minh')::date as opened_on,
       a.acknowledged_at,
       a.acknowledged_by,
       a.note,
       a.closed_at,
       a.closed_why
  from ioc.alert as a
 cross join (select case when split_part($6, '|', 2) ~ '^[0-9]{1,18}$' then split_part($6, '|', 2)::bigint else 0 end as alert) as p
 where case coalesce($1::text, 'standing')
         when 'all' then true
         when 'closed' then a.closed_at is not null
         when 'open' then a.closed_at is null and a.acknowledged_at is null
         when 'acknowledged' then a.closed_at is null and a.acknowledged_at is not null
         else a.closed_at is null
       end
   and ($2::text is null or a.rule = $2)
   and ($3::text is null or a.unit = $3)
   and ($4::date is null or a.opened_at >= $4::timestamp at time zone 'Asia/Ho_Chi_Minh')
   and ($6::text is null
        or case when $1 = 'closed' then (a.closed_at, a.alert) < (split_part($6, '|', 1)::timestamptz, p.alert) else a.alert < p.alert end)
 order by case when $1 = 'closed' then a.closed_at end desc,
          a.alert desc
 limit $5::integer
