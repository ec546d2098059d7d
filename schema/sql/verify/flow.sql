-- Verify trakhuc:flow on pg

begin;

select topic, partition, next, read, applied, dead, recorded_at
  from flow.position
 where false;

select topic, partition, "offset", recorded_at, byte, hash, reason, member, source, id, status, since, actor, why
  from flow.dead
 where false;

select topic, partition, log_end, caught_up_at, recover_to, worker, seen_at, server_started_at
  from flow.watch
 where false;

select flow.fence('nothing', 0, 0);

rollback;
