-- watch.sql: what a worker sees of a partition: how far the log reaches, when the worker had read
-- all of it, and how far it had been read when the database knew more.  No truth about positions,
-- only the age of the numbers and whether they are being recovered; so the claim to have read all
-- counts only where flow.position agrees: a database that went back (a standby that lagged was
-- promoted) does not hold what the worker remembers.
-- $1 topics  $2 partitions  $3 ends of the log  $4 times at which nothing was left to read
-- $5 offsets reached before, 0 for none  $6 last stable offsets  $7 offsets from which on only marks
-- of transactions lie before those  $8 worker  $9 now
insert into flow.watch as w (topic, partition, log_end, caught_up_at, recover_to, stable_end, stuck_since, worker, seen_at, server_started_at)
select k.topic, k.partition, k.log_end,
       case when p.next >= k.log_end
             and not exists (select from flow.halt as h where h.topic = k.topic and h.partition = k.partition and h.ended_at is null) then k.caught_up_at else '-infinity' end,
       k.recover_to, k.stable_end,
       case when k.stable_end < k.log_end and p.next >= k.stable_from then $9::timestamptz end,
       $8, $9, pg_postmaster_start_time()
  from unnest($1::smallint[], $2::smallint[], $3::bigint[], $4::timestamptz[], $5::bigint[], $6::bigint[], $7::bigint[])
       as k (topic, partition, log_end, caught_up_at, recover_to, stable_end, stable_from)
  left join flow.position as p
    on p.topic = k.topic and p.partition = k.partition
 order by 1, 2
    on conflict (topic, partition) do update
   set log_end = excluded.log_end,
       caught_up_at = greatest(w.caught_up_at, excluded.caught_up_at),
       recover_to = greatest(w.recover_to, excluded.recover_to),
       stable_end = excluded.stable_end,
       stuck_since = case when excluded.stuck_since is not null and w.stable_end = excluded.stable_end then coalesce(w.stuck_since, excluded.stuck_since) else excluded.stuck_since end,
       worker = excluded.worker,
       seen_at = excluded.seen_at,
       server_started_at = excluded.server_started_at
