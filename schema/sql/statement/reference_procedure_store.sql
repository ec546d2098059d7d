-- reference_procedure_store.sql: a catalogue row is one register; the greatest version wins.
-- $1 rows, sorted by key
insert into ref.procedure as t (procedure, valid_from, valid_to, name, field, level, has_fee, online_level, limit_value, limit_unit, version)
select r.procedure, r.valid_from, r.valid_to, r.name, r.field, r.level, r.has_fee, r.online_level, r.limit_value, r.limit_unit, r.version
  from unnest($1::wire.reference_procedure[]) as r
    on conflict (procedure, valid_from) do update
   set valid_to = excluded.valid_to,
       name = excluded.name,
       field = excluded.field,
       level = excluded.level,
       has_fee = excluded.has_fee,
       online_level = excluded.online_level,
       limit_value = excluded.limit_value,
       limit_unit = excluded.limit_unit,
       version = excluded.version
 where excluded.version > t.version
