-- Verify trakhuc:ioc_compare on pg

begin;

select * from ioc.comparison('2026-01-31', '21025', 'online');
select * from ioc.unit_course('2026-01-01', '2026-01-30', 'online');
select * from ioc.reaggregation();

rollback;
