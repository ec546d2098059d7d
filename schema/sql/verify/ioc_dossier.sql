-- Verify trakhuc:ioc_dossier on pg

begin;

select * from ioc.unit where false;
select * from ioc.procedure where false;
select * from ioc.dossier_day where false;
select * from ioc.receiving_day where false;
select * from ioc.dossier where false;

rollback;
