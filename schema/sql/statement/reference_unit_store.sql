-- reference_unit_store.sql: a catalogue row is one register; the greatest version wins.
-- $1 rows, sorted by key
insert into ref.unit as t (unit, valid_from, valid_to, name, kind, level, latitude, longitude, version)
select r.unit, r.valid_from, r.valid_to, r.name, r.kind, r.level, r.latitude, r.longitude, r.version
  from unnest($1::wire.reference_unit[]) as r
    on conflict (unit, valid_from) do update
   set valid_to = excluded.valid_to,
       name = excluded.name,
       kind = excluded.kind,
       level = excluded.level,
       latitude = excluded.latitude,
       longitude = excluded.longitude,
       version = excluded.version
 where excluded.version > t.version
