-- position_load.sql: where each partition goes on, the broker time of the record before, and
-- whether it is halted.  A partition that was never read has no row.
-- $1 topics  $2 partitions, in parallel
select p.topic, p.partition, p.next, p.last_at,
       exists (select from flow.halt as h where h.topic = p.topic and h.partition = p.partition and h.ended_at is null)
  from unnest($1::smallint[], $2::smallint[]) as k (topic, partition)
  join flow.position as p
    on p.topic = k.topic and p.partition = k.partition
