-- generation_load.sql: the generations that take deltas, and the rules each was built by.
select g.generation, g.state = 'building' as building, g.rules
  from count.generation as g
 where g.state in ('building', 'current', 'old')
 order by g.generation
