-- partition_resume.sql: a halted partition is read again where it stands.  A person has seen that
-- this is its log, so the record before is not asked for once more; the cluster that is read next
-- is the one that the positions belong to.  No row: it is not halted any more.
-- $1 topic  $2 partition  $3 actor  $4 name of the partition  $5 why
with ended as (
  update flow.halt as h
     set ended_at = now(),
         ended_by = $3
   where h.topic = $1::smallint
     and h.partition = $2::smallint
     and h.ended_at is null
  returning h.topic, h.partition, h.reason
),
proved as (
  update flow.position as p
     set last_at = null
    from ended as e
   where p.topic = e.topic
     and p.partition = e.partition
  returning p.next
),
cluster as (
  update flow.cluster as c
     set id = ''
    from ended as e
   where e.reason = 'other_cluster'
  returning c.id
)
insert into flow.action (actor, verb, object, outcome, why)
select $3, 'partition resume', $4, format('read again from offset %s, was halted for %s', p.next, e.reason), $5
  from ended as e
 cross join proved as p
returning outcome
