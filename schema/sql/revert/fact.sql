-- Revert trakhuc:fact from pg

begin;

set local client_min_messages = warning;
drop schema fact cascade;

commit;
