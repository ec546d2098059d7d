-- halt_load.sql: the partitions that are halted now.
select h.topic, h.partition
  from flow.halt as h
 where h.ended_at is null
