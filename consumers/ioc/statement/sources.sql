-- sources.sql: the sources, silent ones first.
select s.source,
       s.silent,
       s.heartbeat_at,
       s.event_at,
       greatest(s.heartbeat_at, s.event_at) as heard_at,
       (extract(epoch from greatest(s.heartbeat_at, s.event_at)) * 1000000)::bigint as heard_at_us,
       s.sent,
       s.spooled
  from ioc.source as s
 order by s.silent desc,
          s.source
