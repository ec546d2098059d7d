-- alert_list.sql: alerts, those that nobody has taken on first, each kind the newest first.
-- $1 true: closed ones too
select a.alert,
       a.state,
       a.rule,
       a.title,
       a.subject_kind,
       a.subject,
       a.subject_name,
       trim_scale(a.value) as value,
       trim_scale(a.peak) as peak,
       trim_scale(a.threshold) as threshold,
       a.value_unit,
       a.opened_at,
       a.acknowledged_at,
       a.acknowledged_by,
       a.note,
       a.closed_at,
       a.closed_why
  from ioc.alert as a
 where $1::boolean
    or a.state <> 'closed'
 order by array_position(array['open', 'acknowledged', 'closed'], a.state),
          a.opened_at desc,
          a.alert desc
