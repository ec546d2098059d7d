-- comparison.sql: each measure at the last whole day against the same point of the month and of the year before.
-- The text "unknown" where a share is not known (R25); null where there is nothing to compare with.
-- The change of a share is in points of percent.
-- $1 day, null: today  $2 handling unit, null: all  $3 channel, null: all
select c.measure || '/' || c.period as key,
       c.measure,
       c.period,
       c.from_day,
       c.to_day,
       c.before_from_day,
       c.before_to_day,
       case when c.value = 'NaN' then to_json('unknown'::text) else to_json(c.value) end as value,
       case when c.value_before = 'NaN' then to_json('unknown'::text) else to_json(c.value_before) end as value_before,
       case when c.value - c.value_before = 'NaN' then to_json('unknown'::text) else to_json(c.value - c.value_before) end as change,
       case when right(c.measure, 8) <> '_percent' then round(100 * (c.value - c.value_before) / nullif(c.value_before, 0), 2) end as change_percent,
       c.first_day
  from ioc.comparison(coalesce($1::date, ioc.today()), $2::text, $3::text) as c
