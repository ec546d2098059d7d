-- Verify trakhuc:server on pg

begin;

select timeline, branch, since, superseded_by, superseded_at
  from flow.timeline
 where false;

select standby, timeline, since, superseded_by, superseded_at
  from ioc.server;

select flow.server_hold(o.timeline, o.branch)
  from flow.server_open() as o;

rollback;
