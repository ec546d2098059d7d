-- indicator_store.sql: writes changed rows, each only if nobody else has written it since it was
-- read: revision 1 is new, n + 1 follows n.  Fewer rows than sent: fenced.
-- $1 rows, sorted by key
with stored as (
  insert into fact.indicator as t (indicator, unit, revision, voided, latest_status, latest_value, latest_numerator, latest_denominator, approved_status, approved_value, approved_numerator, approved_denominator, latest_version, approved_version, positions, period)
  select r.indicator, r.unit, r.revision, r.voided, r.latest_status, r.latest_value, r.latest_numerator, r.latest_denominator, r.approved_status, r.approved_value, r.approved_numerator, r.approved_denominator, r.latest_version, r.approved_version, r.positions, r.period
    from unnest($1::wire.indicator[]) as r
      on conflict (indicator, unit, period) do update
     set revision = excluded.revision,
         voided = excluded.voided,
         latest_status = excluded.latest_status,
         latest_value = excluded.latest_value,
         latest_numerator = excluded.latest_numerator,
         latest_denominator = excluded.latest_denominator,
         approved_status = excluded.approved_status,
         approved_value = excluded.approved_value,
         approved_numerator = excluded.approved_numerator,
         approved_denominator = excluded.approved_denominator,
         latest_version = excluded.latest_version,
         approved_version = excluded.approved_version,
         positions = excluded.positions
   where t.revision = excluded.revision - 1
  returning 1
)
select flow.fence('fact.indicator', (select count(*) from stored), cardinality($1))
