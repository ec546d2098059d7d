-- shadow_dead.sql: records of a stretch of one partition that are dead letters of the live
-- numbers, waiting or dropped: they are not applied here either.
-- $1 topic  $2 partition  $3 first offset  $4 offset after the last
-- $5 time: one that was retried then or later was still dead; null: now
select d."offset"
  from flow.dead as d
 where d.topic = $1::smallint
   and d.partition = $2::smallint
   and d."offset" >= $3::bigint
   and d."offset" < $4::bigint
   and (d.status <> 'retried' or d.since >= $5::timestamptz)
 order by d."offset"
