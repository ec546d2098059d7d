-- Revert trakhuc:ioc_document from pg

begin;

set local client_min_messages = warning;
revoke execute on all functions in schema count from trakhuc_reader;
drop view ioc.now cascade;
drop view ioc.halt cascade;
drop view ioc.dead_letter cascade;
drop view ioc.source cascade;
drop view ioc.partition cascade;
drop view ioc.indicator_rollup cascade;
drop view ioc.indicator cascade;
drop view ioc.indicator_value cascade;
drop view ioc.document_now cascade;
drop function ioc.document_share(date, date) cascade;
drop function ioc.document_gauge(date) cascade;
drop view ioc.recipient_day cascade;
drop view ioc.workfile_day cascade;
drop view ioc.document_day cascade;

commit;
