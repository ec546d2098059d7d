-- indicator_load.sql: the indicators asked for.
-- $1 indicators  $2 units  $3 periods, in parallel
select r.indicator, r.unit, r.revision, r.voided, r.latest_status, r.latest_value, r.latest_numerator, r.latest_denominator, r.approved_status, r.approved_value, r.approved_numerator, r.approved_denominator, r.latest_version, r.approved_version, r.positions, r.period
  from unnest($1::integer[], $2::integer[], $3::text[]) as k (indicator, unit, period)
  join fact.indicator as r
    on r.indicator = k.indicator and r.unit = k.unit and r.period = k.period
