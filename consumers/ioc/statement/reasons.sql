-- reasons.sql: refused records by reason, the commonest first.
-- $1 hours to look back
select d.reason,
       d.class,
       count(*) as refused,
       count(*) filter (where d.status = 'waiting') as waiting,
       max(d.recorded_at) as last_at
  from ioc.dead_letter as d
 where d.recorded_at >= now() - make_interval(hours => $1::integer)
 group by d.reason, d.class
 order by refused desc,
          d.reason
