-- Revert trakhuc:audit_step from pg

begin;

set local client_min_messages = warning;
drop schema audit cascade;

commit;
