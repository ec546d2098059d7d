-- Revert trakhuc:server from pg

begin;

drop view ioc.server;
drop function flow.server_hold(integer, uuid);
drop function flow.server_open();
drop function flow.server_timeline();
drop table flow.timeline;

commit;
