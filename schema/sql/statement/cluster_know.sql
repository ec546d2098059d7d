-- cluster_know.sql: the cluster that the positions belong to: the first one that a worker reads, or
-- reads after a person said that another one is right ("trakhuc partition").
-- $1 id of the cluster that is read
with taken as (
  insert into flow.cluster as c (id)
  values ($1)
      on conflict (one) do update
     set id = excluded.id,
         since = now()
   where c.id = ''
  returning c.id
)
select coalesce((select t.id from taken as t), (select c.id from flow.cluster as c)) as id
