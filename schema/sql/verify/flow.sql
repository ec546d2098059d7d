-- Verify trakhuc:flow on pg

begin;

select topic, partition, next, read, applied, dead, recorded_at, last_at, log, skipped
  from flow.position
 where false;

select topic, partition, log, "offset", recorded_at, byte, hash, reason, member, source, id, status, since, actor, why
  from flow.dead
 where false;

select topic, partition, log_end, caught_up_at, recover_to, stable_end, stuck_since, worker, seen_at, server_started_at
  from flow.watch
 where false;

select number, topic, partition, reason, detail, since, ended_at, ended_by
  from flow.halt
 where false;

select one, id, since
  from flow.cluster
 where false;

select flow.fence('nothing', 0, 0);

rollback;
