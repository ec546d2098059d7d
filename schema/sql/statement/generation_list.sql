-- generation_list.sql: every generation, and how far the one that is being built has come.  The
-- last column is the row as JSON.
with generation as (
  select g.generation, g.state, date_trunc('second', g.until) as until, g.rules, date_trunc('second', g.created_at) as registered_at,
         b.entities, b.about,
         round(b.entities / nullif(extract(epoch from b.built_at - g.created_at), 0)) as per_second,
         case when g.state = 'building'
              then exists (select
                             from pg_locks as l
                            where l.locktype = 'advisory' and l.classid = 1953653611 and l.objid = 2 and l.objsubid = 2
                              and l.database = (select d.oid from pg_database as d where d.datname = current_database()))
         end as builder_at_work
    from count.generation as g
    left join (
      select b.generation, sum(b.entities) as entities, sum(b.about) as about, max(b.built_at) as built_at
        from count.build as b
       group by b.generation
    ) as b
      on b.generation = g.generation
)
select g.generation, g.state, g.until, g.rules, g.registered_at, g.entities, g.about, g.per_second,
       ceil(greatest(g.about - g.entities, 0) / nullif(g.per_second, 0)) as seconds_left,
       g.builder_at_work, row_to_json(g)::text as json
  from generation as g
 order by g.generation
