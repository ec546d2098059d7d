-- build_lane_load.sql: the lanes of the generation that is being built.
select b.generation, b.kind, b.lane, b.done, b.upto, b.entities, b.about, b.finished
  from count.build as b
  join count.generation as g
    on g.generation = b.generation and g.state = 'building'
 order by b.kind, b.lane
