-- Revert trakhuc:ioc_report from pg

begin;

set local client_min_messages = warning;
drop view ioc.party_day cascade;
drop view ioc.service_month cascade;
drop view ioc.field_now cascade;
drop view ioc.procedure_now cascade;
drop function ioc.procedure_tile() cascade;
drop view ioc.unit_now cascade;
drop function ioc.unit_tile() cascade;
drop function ioc.index_766(date, date) cascade;
drop function ioc.form_06a(date, date, text) cascade;
drop view ioc.unit_today cascade;

commit;
