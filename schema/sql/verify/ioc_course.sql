-- Verify trakhuc:ioc_course on pg

begin;

select * from ioc.unit_at('2026-01-31') limit 0;
select * from ioc.now_at('2026-01-31', 'online') limit 0;
select * from ioc.document_at('2026-01-31') limit 0;
select * from ioc.recipient_at('2026-01-31') limit 0;
select * from ioc.procedure_at('2026-01-31', '21025', 'online') limit 0;
select 1 / (count(*) = 31)::integer from ioc.day_course('2026-01-01', '2026-01-31');
select 1 / (ioc.first_day() <= ioc.today())::integer;
select 1 / (count(*) = 24)::integer from ioc.hour_course('2026-01-31');

rollback;
