-- Verify trakhuc:ioc_compare on pg

begin;

select * from ioc.comparison('2026-01-31', '21025', 'online');

rollback;
