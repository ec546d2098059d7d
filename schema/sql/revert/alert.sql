-- Revert trakhuc:alert from pg

begin;

set local client_min_messages = warning;
drop view ioc.alert_notice, ioc.alert_rule, ioc.alert;
drop schema alert cascade;
drop index flow.dead_recorded_at_ix;

commit;
