-- Verify trakhuc:ref on pg

begin;

select kind, number, code
  from ref.code
 where false;

select unit, valid_from, valid_to, name, kind, level, latitude, longitude, version
  from ref.unit
 where false;

select unit, into_unit, valid_from, share, name, kind, version
  from ref.lineage
 where false;

select procedure, valid_from, valid_to, name, field, level, has_fee, online_level, limit_value, limit_unit, version
  from ref.procedure
 where false;

select organisation, valid_from, valid_to, unit, name, version
  from ref.organisation
 where false;

select holiday, working, name, version
  from ref.holiday
 where false;

select indicator, valid_from, valid_to, name, measure, rollup, target, version
  from ref.indicator
 where false;

select 'ref.code_number(smallint[], text[])'::regprocedure;

rollback;
