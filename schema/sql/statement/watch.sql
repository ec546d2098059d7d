-- watch.sql: what a worker sees of a partition: how far the log reaches, and when the worker had
-- read all of it.  No truth about positions, only the age of the numbers; so the claim counts only
-- where flow.position agrees: a database that went back (a standby that lagged was promoted) does
-- not hold what the worker remembers.
-- $1 topics  $2 partitions  $3 ends of the log  $4 times at which nothing was left to read
-- $5 worker  $6 now
insert into flow.watch as w (topic, partition, log_end, caught_up_at, worker, seen_at)
select k.topic, k.partition, k.log_end,
       case when p.next >= k.log_end then k.caught_up_at else '-infinity' end, $5, $6
  from unnest($1::smallint[], $2::smallint[], $3::bigint[], $4::timestamptz[]) as k (topic, partition, log_end, caught_up_at)
  left join flow.position as p
    on p.topic = k.topic and p.partition = k.partition
 order by 1, 2
    on conflict (topic, partition) do update
   set log_end = excluded.log_end,
       caught_up_at = greatest(w.caught_up_at, excluded.caught_up_at),
       worker = excluded.worker,
       seen_at = excluded.seen_at
