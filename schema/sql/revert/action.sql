-- Revert trakhuc:action from pg

begin;

set local client_min_messages = warning;
drop view ioc.audit_result cascade;
drop view ioc.action cascade;
drop type wire.dead_settle;
drop type wire.action;
drop table flow.audit_result;
drop table flow.action;
drop function flow.action_keep();

commit;
