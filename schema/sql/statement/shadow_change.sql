-- shadow_change.sql: the next entities of a kind that are to be corrected.
-- $1 kind  $2 key to go on after  $3 at most so many
select distinct k.kind, d.key
  from shadow.difference as d
  join shadow.kinds() as k
    on k.facts = d.facts
 where k.kind = $1::smallint
   and d.key > $2::text collate "C"
 order by k.kind, d.key
 limit $3::bigint
