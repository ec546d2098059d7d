-- dead_settle.sql: what became of dead letters, each only while it waits, is the record that was
-- looked at, and nobody has found the same of it; else fences.  What is applied after all moves from dead to applied in its
-- partition, so that read = applied + dead holds at every instant.
-- $1 rows of one partition, sorted by offset
with settled as (
  update flow.dead as d
     set byte = u.byte,
         reason = u.reason,
         member = u.member,
         source = u.source,
         id = u.id,
         status = u.status,
         since = case when u.status = d.status then d.since else now() end,
         actor = u.actor,
         why = u.why
    from unnest($1::wire.dead_settle[]) as u
    left join flow.position as p
      on p.topic = u.topic and p.partition = u.partition
   where d.log = coalesce(u.log, p.log, 1)
     and d.topic = u.topic
     and d.partition = u.partition
     and d."offset" = u."offset"
     and d.hash = u.hash
     and d.status = 'waiting'
     and (d.status, d.byte, d.reason, d.member, d.source, d.id) is distinct from (u.status, u.byte, u.reason, u.member, u.source, u.id)
  returning d.topic, d.partition, d.status
),
retried as (
  select s.topic, s.partition, count(*) as n
    from settled as s
   where s.status = 'retried'
   group by s.topic, s.partition
),
moved as (
  update flow.position as p
     set applied = p.applied + r.n,
         dead = p.dead - r.n
    from retried as r
   where p.topic = r.topic
     and p.partition = r.partition
  returning 1
)
select flow.fence('flow.dead', (select count(*) from settled), cardinality($1)),
       flow.fence('flow.position', (select count(*) from moved), (select count(*) from retried))
