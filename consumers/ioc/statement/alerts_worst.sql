-- alerts_worst.sql: open alerts that nobody has taken on, those first whose value is the most
-- times its threshold (of every measure more is worse), then the longest open; and how many
-- there are in all.
-- $1 rule  $2 unit or recipient  $3 opened on this day or later  $4 number of rows
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
       count(*) over () as open_alerts
  from ioc.alert as a
 where a.state = 'open'
   and ($1::text is null or a.rule = $1)
   and ($2::text is null or a.unit = $2)
   and ($3::date is null or a.opened_at >= $3::timestamp at time zone 'Asia/Ho_Chi_Minh')
 order by a.value / a.threshold desc,
          a.opened_at,
          a.alert
 limit $4::integer
