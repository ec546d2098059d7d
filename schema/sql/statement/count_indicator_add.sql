-- adds deltas to count.indicator; a sum of zero becomes null again (R21, R23).
-- $1 rows, sorted by key, null for nothing to add
insert into count.indicator as t (generation, indicator, unit, period, reported, draft, sent, approved, returned, approved_count, value_count, share_count, value, numerator, denominator)
select r.generation, r.indicator, r.unit, r.period, r.reported, r.draft, r.sent, r.approved, r.returned, r.approved_count, r.value_count, r.share_count, r.value, r.numerator, r.denominator
  from unnest($1::wire.count_indicator[]) as r
    on conflict (generation, indicator, unit, period) do update
   set reported = nullif(coalesce(t.reported, 0) + coalesce(excluded.reported, 0), 0),
       draft = nullif(coalesce(t.draft, 0) + coalesce(excluded.draft, 0), 0),
       sent = nullif(coalesce(t.sent, 0) + coalesce(excluded.sent, 0), 0),
       approved = nullif(coalesce(t.approved, 0) + coalesce(excluded.approved, 0), 0),
       returned = nullif(coalesce(t.returned, 0) + coalesce(excluded.returned, 0), 0),
       approved_count = nullif(coalesce(t.approved_count, 0) + coalesce(excluded.approved_count, 0), 0),
       value_count = nullif(coalesce(t.value_count, 0) + coalesce(excluded.value_count, 0), 0),
       share_count = nullif(coalesce(t.share_count, 0) + coalesce(excluded.share_count, 0), 0),
       value = nullif(coalesce(t.value, 0) + coalesce(excluded.value, 0), 0),
       numerator = nullif(coalesce(t.numerator, 0) + coalesce(excluded.numerator, 0), 0),
       denominator = nullif(coalesce(t.denominator, 0) + coalesce(excluded.denominator, 0), 0)
