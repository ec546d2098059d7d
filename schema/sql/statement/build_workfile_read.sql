-- build_workfile_read.sql: the next work files of a lane, as they were when the generation was
-- registered; last the key and its place, alone where there was no row then.
-- $1 key to go on after  $2 last key of the lane  $3 at most so many
with slice as materialized (
  select r.*, r.code as key, row_number() over (order by r.code) as n
    from fact.workfile as r
   where r.code > $1::text and r.code <= $2::text
   order by r.code
   limit $3::bigint
)
select s.opened_at, s.closed_at, s.unit, s.level, s.online, s.revision, s.versions, null::bytea, s.code, s.key, s.n
  from slice as s
 where not exists (select from count.before as b where b.kind = 2 and b.key = s.key)
 union all
select (b.workfile).opened_at, (b.workfile).closed_at, (b.workfile).unit, (b.workfile).level, (b.workfile).online, (b.workfile).revision, (b.workfile).versions, null::bytea, (b.workfile).code, s.key, s.n
  from slice as s
  join count.before as b
    on b.kind = 2 and b.key = s.key
