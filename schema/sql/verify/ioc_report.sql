-- Verify trakhuc:ioc_report on pg

begin;

select * from ioc.unit_today where false;
select * from ioc.unit_now where false;
select * from ioc.procedure_now where false;
select * from ioc.field_now where false;
select * from ioc.service_month where false;
select * from ioc.party_day where false;

select * from ioc.form_06a('2025-01-01', '2025-01-31', 'unit') limit 0;
select * from ioc.form_06a('2025-01-01', '2025-01-31', 'field') limit 0;
select * from ioc.index_766('2025-01-01', '2025-01-31') limit 0;

rollback;
