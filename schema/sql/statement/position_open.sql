-- position_open.sql: makes the row of a partition that is read for the first time.
-- $1 topics  $2 partitions, in parallel
insert into flow.position (topic, partition, next, read, applied, dead)
select k.topic, k.partition, 0, 0, 0, 0
  from unnest($1::smallint[], $2::smallint[]) as k (topic, partition)
 order by 1, 2
    on conflict do nothing
