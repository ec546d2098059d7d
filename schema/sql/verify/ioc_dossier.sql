-- Verify trakhuc:ioc_dossier on pg

begin;

select * from ioc.unit where false;
select * from ioc.procedure where false;
select * from ioc.dossier_day where false;
select * from ioc.receiving_day where false;
select * from ioc.dossier where false;

select * from ioc.dossier_gauge('2025-01-31') limit 0;
select * from ioc.unit_gauge('2025-01-31') limit 0;
select * from ioc.unit_flow('2025-01-01', '2025-01-31') limit 0;
select * from ioc.receiving_gauge('2025-01-31') limit 0;
select 1 / (fact.dossier_state('2025-01-02', null, null) = 'running')::integer;
select 1 / has_function_privilege('trakhuc_reader', 'fact.dossier_state(timestamptz, bytea, bytea)', 'execute')::integer;

rollback;
