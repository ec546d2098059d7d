-- partition_look.sql: why a partition is halted, and where; no row: it is not.
-- $1 topic  $2 partition
select h.reason, h.detail, p.next
  from flow.halt as h
  join flow.position as p
    on p.topic = h.topic and p.partition = h.partition
 where h.topic = $1::smallint
   and h.partition = $2::smallint
   and h.ended_at is null
