-- Revert trakhuc:flow from pg

begin;

set local client_min_messages = warning;
drop schema flow cascade;

commit;
