-- position_load.sql: where each partition goes on.  A partition that was never read has no row.
-- $1 topics  $2 partitions, in parallel
select p.topic, p.partition, p.next
  from unnest($1::smallint[], $2::smallint[]) as k (topic, partition)
  join flow.position as p
    on p.topic = k.topic and p.partition = k.partition
