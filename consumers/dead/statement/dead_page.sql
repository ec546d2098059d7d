-- dead_page.sql: those of some letters of one partition that still wait, in the order of the log.
-- $1 topic  $2 partition  $3 offsets  $4 log, 0: that of now
select d."offset", d.byte, d.hash, d.reason, d.member, d.source, d.id
  from flow.dead as d
  left join flow.position as p
    on p.topic = d.topic and p.partition = d.partition
 where d.log = coalesce(nullif($4::integer, 0), p.log, 1)
   and d.topic = $1::smallint
   and d.partition = $2::smallint
   and d."offset" = any ($3::bigint[])
   and d.status = 'waiting'
 order by d."offset"
