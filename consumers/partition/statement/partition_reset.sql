-- partition_reset.sql: a halted partition is read from another offset, each only while it stands
-- where it was looked at.  Going back means another log: its dead letters are told from those of
-- the log before.  No row: somebody was faster.
-- $1 topic  $2 partition  $3 actor  $4 name of the partition  $5 why  $6 offset where it stands
-- $7 offset to read next  $8 offsets that are passed over
with ended as (
  update flow.halt as h
     set ended_at = now(),
         ended_by = $3
   where h.topic = $1::smallint
     and h.partition = $2::smallint
     and h.ended_at is null
     and exists (select from flow.position as p where p.topic = h.topic and p.partition = h.partition and p.next = $6::bigint)
  returning h.topic, h.partition, h.reason
),
moved as (
  update flow.position as p
     set next = $7::bigint,
         last_at = null,
         log = p.log + ($7::bigint < p.next)::integer,
         skipped = p.skipped + $8::bigint
    from ended as e
   where p.topic = e.topic
     and p.partition = e.partition
     and p.next = $6::bigint
  returning 1
),
cluster as (
  update flow.cluster as c
     set id = ''
    from ended as e
   where e.reason = 'other_cluster'
  returning c.id
)
insert into flow.action (actor, verb, object, outcome, why)
select $3, 'partition reset', $4, format('from offset %s to %s, %s passed over unread, was halted for %s', $6, $7, $8, e.reason), $5
  from ended as e
 cross join moved
returning outcome
