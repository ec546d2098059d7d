-- Revert trakhuc:audit from pg

begin;

set local client_min_messages = warning;
drop view ioc.alias_fault;
drop function ioc.audit_summary();
drop function ioc.audit_generation(integer);
drop function ioc.audit();
drop function audit.flow_difference();
drop function audit.fact_difference();
drop function audit.row_difference(integer);
drop function audit.cell_difference(integer);
drop function audit.document_difference(integer);
drop function audit.dossier_difference(integer);
drop function audit.counter_list(text, text);
drop function audit.rolled_on(text, bigint);
drop function audit.rolled_up(integer, bigint);
drop function audit.cell_text(text, bigint);
drop function audit.month_text(integer);
drop function audit.code(integer, integer);
drop function audit.counted_sql(regclass, text);
drop function audit.indicator_row();
drop function audit.workfile_step();
drop function audit.recipient_step();
drop function audit.document_step();

commit;
