-- dead_letters.sql: refused records, newest first.
-- $1 reason or null  $2 hours to look back  $3 number of rows
select d.*
  from ioc.dead_letter as d
 where ($1::text is null or d.reason = $1)
   and d.recorded_at >= now() - make_interval(hours => $2::integer)
 order by d.recorded_at desc,
          d.topic,
          d.partition,
          d."offset" desc
 limit $3::integer
