-- Verify trakhuc:audit on pg

begin;

select table_name, key, counter, counted, recounted from ioc.audit() limit 0;
select table_name, row_count, differences from ioc.audit_summary() limit 0;
select table_name, key, counter, counted, recounted from ioc.audit_generation(1) limit 0;
select dossier, alias_of, fault from ioc.alias_fault where false;
select 1 / has_function_privilege('trakhuc_reader', 'ioc.audit()', 'execute')::integer;

rollback;
