-- position_advance.sql: moves partitions forward, each only if nobody else has; else fences.
-- $1 rows, sorted by key: topic, partition, offset we started from, offset to read next,
--    records read, of these dead, broker time of the last record
with moved as (
  update flow.position as p
     set next = u.upto,
         read = p.read + u.read,
         applied = p.applied + u.read - u.dead,
         dead = p.dead + u.dead,
         recorded_at = greatest(p.recorded_at, u.recorded_at),
         last_at = u.recorded_at
    from unnest($1::wire.position[]) as u
   where p.topic = u.topic
     and p.partition = u.partition
     and p.next = u.since
  returning 1
)
select flow.fence('flow.position', (select count(*) from moved), cardinality($1))
