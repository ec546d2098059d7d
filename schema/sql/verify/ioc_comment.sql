-- Verify trakhuc:ioc_comment on pg

begin;

-- Words of its own, of a fact, of a counter, of a counter this month.
select 1 / (col_description('ioc.dossier'::regclass, 1) = 'Code of the dossier')::integer;
select 1 / count(*)
  from pg_catalog.pg_attribute as a
 where a.attrelid = 'ioc.now'::regclass and a.attname = 'late_reception_month'
   and col_description(a.attrelid, a.attnum) like 'Received after%this month%';

rollback;
