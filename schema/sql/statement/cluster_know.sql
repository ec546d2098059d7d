-- cluster_know.sql: the cluster that the positions belong to: the first one that a worker reads, or
-- reads after a person said that another one is right ("trakhuc partition").
-- It is always updated, if to what it was: of two workers that come first at once, the second
-- sees in no other way what the first one wrote.
-- $1 id of the cluster that is read
insert into flow.cluster as c (id)
values ($1)
    on conflict (one) do update
   set id = case when c.id = '' then excluded.id else c.id end,
       since = case when c.id = '' then now() else c.since end
returning c.id
