-- Revert trakhuc:wire from pg

begin;

set local client_min_messages = warning;
drop schema wire cascade;

commit;
