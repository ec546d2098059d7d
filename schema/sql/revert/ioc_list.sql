-- Revert trakhuc:ioc_list from pg

begin;

set local client_min_messages = warning;
drop function ioc.issued_list(date, text, text, text, date, date, integer, text);
drop function fact.issued_condition(text);
drop function ioc.document_list(date, text, boolean, integer, text);
drop function ioc.dossier_course(text);
drop function ioc.dossier_list(date, text, text, text, text, text, text, text, date, date, date, date, date, date, text, integer, text);
drop function fact.part_condition(text);
drop function fact.status_conditions(text);
drop function fact.state_before(fact.dossier, timestamptz);
drop function fact.dossier_state_before(timestamptz, bytea, bytea, timestamptz);
drop function fact.marks_before(bytea, timestamptz);

commit;
