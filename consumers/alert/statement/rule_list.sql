-- rule_list.sql: every rule as it is.
select r.rule,
       r.enabled,
       r.measure,
       r.subject,
       trim_scale(r.open_at) as open,
       trim_scale(r.close_at) as close,
       r.value_unit,
       extract(epoch from r.open_after)::bigint as open_after_seconds,
       extract(epoch from r.close_after)::bigint as close_after_seconds,
       r.minimum,
       extract(epoch from r.span)::bigint as span_seconds,
       r.open_alerts,
       r.title,
       r.meaning
  from ioc.alert_rule as r
 order by r.measure,
          r.subject is not null,
          r.rule
