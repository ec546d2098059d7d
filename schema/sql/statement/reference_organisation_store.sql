-- reference_organisation_store.sql: a catalogue row is one register; the greatest version wins.
-- $1 rows, sorted by key
insert into ref.organisation as t (organisation, valid_from, valid_to, unit, name, version)
select r.organisation, r.valid_from, r.valid_to, r.unit, r.name, r.version
  from unnest($1::wire.reference_organisation[]) as r
    on conflict (organisation, valid_from) do update
   set valid_to = excluded.valid_to,
       unit = excluded.unit,
       name = excluded.name,
       version = excluded.version
 where excluded.version > t.version
