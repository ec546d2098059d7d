-- Verify trakhuc:ioc_report on pg

begin;

select * from ioc.unit_today where false;
select * from ioc.unit_now where false;
select * from ioc.procedure_now where false;
select * from ioc.field_now where false;
select * from ioc.service where false;
select * from ioc.service_month where false;
select * from ioc.party where false;
select * from ioc.party_day where false;

rollback;
