-- build_indicator_read.sql: the next indicators of a lane, as they were when the generation was
-- registered; last the key and its place, alone where there was no row then.
-- $1 key to go on after  $2 not used  $3 at most so many
with slice as materialized (
  select r.*, concat_ws('|', r.indicator, r.unit, r.period) as key, row_number() over (order by r.indicator, r.unit, r.period) as n
    from fact.indicator as r
   where (r.indicator, r.unit, r.period) > (split_part($1::text, '|', 1)::integer, split_part($1::text, '|', 2)::integer, split_part($1::text, '|', 3))
     and $2::text is not null
   order by r.indicator, r.unit, r.period
   limit $3::bigint
)
select s.indicator, s.unit, s.revision, s.voided, s.latest_status, s.latest_value, s.latest_numerator, s.latest_denominator, s.approved_status, s.approved_value, s.approved_numerator, s.approved_denominator, s.latest_version, s.approved_version, null::bytea, s.period, s.key, s.n
  from slice as s
 where not exists (select from count.before as b where b.kind = 3 and b.key = s.key)
 union all
select (b.indicator).indicator, (b.indicator).unit, (b.indicator).revision, (b.indicator).voided, (b.indicator).latest_status, (b.indicator).latest_value, (b.indicator).latest_numerator, (b.indicator).latest_denominator, (b.indicator).approved_status, (b.indicator).approved_value, (b.indicator).approved_numerator, (b.indicator).approved_denominator, (b.indicator).latest_version, (b.indicator).approved_version, null::bytea, (b.indicator).period, s.key, s.n
  from slice as s
  join count.before as b
    on b.kind = 3 and b.key = s.key
