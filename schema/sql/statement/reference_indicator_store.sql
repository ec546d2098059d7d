-- reference_indicator_store.sql: a catalogue row is one register; the greatest version wins.
-- $1 rows, sorted by key
insert into ref.indicator as t (indicator, valid_from, valid_to, name, measure, rollup, target, version)
select r.indicator, r.valid_from, r.valid_to, r.name, r.measure, r.rollup, r.target, r.version
  from unnest($1::wire.reference_indicator[]) as r
    on conflict (indicator, valid_from) do update
   set valid_to = excluded.valid_to,
       name = excluded.name,
       measure = excluded.measure,
       rollup = excluded.rollup,
       target = excluded.target,
       version = excluded.version
 where excluded.version > t.version
