-- Revert trakhuc:ref from pg

begin;

set local client_min_messages = warning;
drop schema ref cascade;

commit;
