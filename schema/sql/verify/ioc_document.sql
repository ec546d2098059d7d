-- Verify trakhuc:ioc_document on pg

begin;

select * from ioc.document_day where false;
select * from ioc.workfile_day where false;
select * from ioc.recipient_day where false;
select * from ioc.document_now where false;
select * from ioc.indicator_value where false;
select * from ioc.indicator where false;
select * from ioc.indicator_rollup where false;
select * from ioc.source where false;
select * from ioc.partition where false;
select * from ioc.dead_letter where false;
select * from ioc.now where false;
select * from ioc.halt where false;

select * from ioc.document_gauge('2025-01-31') limit 0;
select * from ioc.document_share('2025-01-01', '2025-01-31') limit 0;

rollback;
