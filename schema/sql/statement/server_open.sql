-- server_open.sql: which server a session has reached: database system, timeline, branch, the
-- timeline that took its place, if one did, and when it was started.
select o.system, o.timeline, o.branch, coalesce(o.superseded_by, 0) as superseded_by, pg_postmaster_start_time()
  from flow.server_open() as o
