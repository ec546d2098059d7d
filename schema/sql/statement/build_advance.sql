-- build_advance.sql: moves lanes of a generation that is being built, each only if nobody else
-- has; else fences.
-- $1 rows, sorted by key
with moved as (
  update count.build as b
     set done = u.upto,
         entities = b.entities + u.entities,
         finished = u.finished,
         built_at = clock_timestamp()
    from unnest($1::wire.build[]) as u
   where b.generation = u.generation
     and b.kind = u.kind
     and b.lane = u.lane
     and b.done = u.since
     and not b.finished
  returning 1
)
select flow.fence('count.build', (select count(*) from moved), cardinality($1))
