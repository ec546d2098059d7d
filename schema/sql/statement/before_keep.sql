-- before_keep.sql: keeps the facts of entities that are about to change for the first time since
-- the generation that is being built was registered.
-- $1 rows, sorted by key
insert into count.before (kind, key, dossier, document, recipients, workfile, indicator)
select k.kind, k.key,
       case k.kind when 0 then (select d from fact.dossier as d where d.code = k.key) end,
       case k.kind when 1 then (select d from fact.document as d where d.code = k.key) end,
       case k.kind when 1 then (select array_agg(r) from fact.recipient as r where r.document = k.key) end,
       case k.kind when 2 then (select w from fact.workfile as w where w.code = k.key) end,
       case k.kind when 3 then (select i from fact.indicator as i
                                 where i.indicator = split_part(k.key, '|', 1)::integer
                                   and i.unit = split_part(k.key, '|', 2)::integer
                                   and i.period = split_part(k.key, '|', 3)) end
  from unnest($1::wire.before[]) as k
 where (select true from count.before as b where b.kind = k.kind and b.key = k.key) is null
    on conflict (kind, key) do nothing
