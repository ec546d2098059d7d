-- generation_load.sql: the generations that take deltas, the rules each was built by, and
-- how often facts were corrected since.
select g.generation, g.state = 'building' as building, g.rules, g.corrections
  from count.generation as g
 where g.state in ('building', 'current', 'old')
 order by g.generation
