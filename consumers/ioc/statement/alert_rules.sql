-- alert_rules.sql: every rule as it is; times in seconds.
select r.rule,
       r.title,
       r.measure,
       r.meaning,
       r.subject_kind,
       r.subject,
       trim_scale(r.open_at) as open_at,
       trim_scale(r.close_at) as close_at,
       r.value_unit,
       extract(epoch from r.open_after)::bigint as open_after_seconds,
       extract(epoch from r.close_after)::bigint as close_after_seconds,
       r.minimum,
       extract(epoch from r.span)::bigint as span_seconds,
       r.enabled,
       r.changed_at,
       r.open_alerts
  from ioc.alert_rule as r
 order by not r.enabled,
          r.measure,
          r.subject is not null,
          r.rule
