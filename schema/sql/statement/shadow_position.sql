-- shadow_position.sql: how far the workers have applied the topics that make facts, how many
-- records they read, the latest broker time among these, in microseconds, and how many logs of
-- the partition they read before the one of now.
select p.topic, p.partition, p.next, p.read, coalesce(extract(epoch from p.recorded_at) * 1000000, 0)::bigint, p.log - 1
  from flow.position as p
 where p.topic <= 2
 order by p.topic, p.partition
