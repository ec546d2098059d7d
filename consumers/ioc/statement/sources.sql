-- sources.sql: the sources, those first that need a look.
select s.source,
       s.state,
       s.silent,
       s.heartbeat_at,
       s.event_at,
       greatest(s.heartbeat_at, s.event_at) as heard_at,
       (extract(epoch from greatest(s.heartbeat_at, s.event_at)) * 1000000)::bigint as heard_at_us,
       s.sent,
       s.spooled
  from ioc.source as s
 order by array_position(array['silent', 'spooling', 'unknown', 'without heartbeat'], s.state),
          s.source
