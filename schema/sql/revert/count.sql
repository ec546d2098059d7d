-- Revert trakhuc:count from pg

begin;

set local client_min_messages = warning;
drop schema count cascade;

commit;
