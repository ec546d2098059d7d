-- reference_lineage_store.sql: a catalogue row is one register; the greatest version wins.
-- $1 rows, sorted by key
insert into ref.lineage as t (unit, into_unit, valid_from, share, name, kind, version)
select r.unit, r.into_unit, r.valid_from, r.share, r.name, r.kind, r.version
  from unnest($1::wire.reference_lineage[]) as r
    on conflict (unit, into_unit, valid_from) do update
   set share = excluded.share,
       name = excluded.name,
       kind = excluded.kind,
       version = excluded.version
 where excluded.version > t.version
