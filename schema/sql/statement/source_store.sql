-- source_store.sql: joins what was heard of sources.  Commutes, so it needs no revision: the
-- greatest heartbeat version and the latest statement win.
-- $1 rows, sorted by source
insert into fact.source as t (heartbeat_at, heartbeat_time, event_time, sent, spooled, heartbeat_version, hash, source)
select r.heartbeat_at, r.heartbeat_time, r.event_time, r.sent, r.spooled, r.heartbeat_version, r.hash, r.source
  from unnest($1::wire.source[]) as r
    on conflict (source) do update
   set heartbeat_at = case when excluded.heartbeat_version > coalesce(t.heartbeat_version, '') then excluded.heartbeat_at else t.heartbeat_at end,
       heartbeat_time = case when excluded.heartbeat_version > coalesce(t.heartbeat_version, '') then excluded.heartbeat_time else t.heartbeat_time end,
       sent = case when excluded.heartbeat_version > coalesce(t.heartbeat_version, '') then excluded.sent else t.sent end,
       spooled = case when excluded.heartbeat_version > coalesce(t.heartbeat_version, '') then excluded.spooled else t.spooled end,
       heartbeat_version = greatest(t.heartbeat_version, excluded.heartbeat_version),
       event_time = greatest(t.event_time, excluded.event_time)
 where excluded.event_time > coalesce(t.event_time, '-infinity')
    or excluded.heartbeat_version > coalesce(t.heartbeat_version, '')
