-- Revert trakhuc:ioc_dossier from pg

begin;

set local client_min_messages = warning;
drop schema ioc cascade;
drop function fact.dossier_state(timestamptz, bytea, bytea);
drop function count.channel_word(integer);
drop function count.level_word(integer);

commit;
