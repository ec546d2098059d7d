-- reference_holiday_store.sql: a catalogue row is one register; the greatest version wins.
-- $1 rows, sorted by key
insert into ref.holiday as t (holiday, working, name, version)
select r.holiday, r.working, r.name, r.version
  from unnest($1::wire.reference_holiday[]) as r
    on conflict (holiday) do update
   set working = excluded.working,
       name = excluded.name,
       version = excluded.version
 where excluded.version > t.version
