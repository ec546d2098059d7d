-- status.sql: what "trakhuc status" judges, one row.  Times in microseconds since 1970, null
-- where there is none.
-- $1 seconds after which a worker that has not reported is gone
with partition as (
  select p.topic,
         p.lag,
         p.as_of,
         p.worker,
         p.seen_at,
         p.recovering,
         p.state,
         coalesce(p.seen_at < now() - make_interval(secs => $1::integer), true) as unseen
    from ioc.partition as p
),
silent as (
  select s.source,
         greatest(s.heartbeat_at, s.event_at) as heard_at
    from ioc.source as s
   where s.silent
   order by 2 nulls first
),
letter as (
  select d.reason, count(*) as n
    from ioc.dead_letter as d
   where d.recorded_at > now() - interval '1 hour' and d.status = 'waiting'
   group by d.reason
)
select (extract(epoch from clock_timestamp()) * 1000000)::bigint as now_us,
       (select count(*) from partition) as partitions,
       (select count(distinct p.worker) from partition as p where not p.unseen) as workers,
       (select count(*) from partition as p where p.unseen) as unseen,
       (select (extract(epoch from min(p.seen_at)) * 1000000)::bigint from partition as p where p.unseen) as unseen_since_us,
       (select case when count(*) = count(p.as_of) then (extract(epoch from min(p.as_of)) * 1000000)::bigint end
          from partition as p) as as_of_us,
       (select coalesce(sum(p.lag), 0)::bigint from partition as p) as lag,
       (select count(*) from partition as p where p.recovering) as recovering,
       (select count(*) from partition as p where p.state = 'halted') as halted,
       (select count(*) from partition as p where p.state = 'stuck') as stuck,
       (select (extract(epoch from min(h.since)) * 1000000)::bigint from ioc.halt as h where h.ended_at is null) as halted_since_us,
       coalesce((select h.topic || '-' || h.partition || ': ' || h.detail from ioc.halt as h where h.ended_at is null order by h.since, h.topic, h.partition limit 1), '') as halted_first,
       coalesce((select s.timeline from ioc.server as s), 0) as timeline,
       (select (extract(epoch from s.since) * 1000000)::bigint from ioc.server as s) as timeline_since_us,
       coalesce((select s.superseded_by from ioc.server as s), 0) as superseded_by,
       (select (extract(epoch from s.superseded_at) * 1000000)::bigint from ioc.server as s) as superseded_at_us,
       (select count(*) from ioc.source) as sources,
       (select count(*) from silent) as silent,
       (select (extract(epoch from s.heard_at) * 1000000)::bigint from silent as s limit 1) as silent_since_us,
       coalesce((select s.source from silent as s limit 1), '') as silent_name,
       (select coalesce(sum(l.n), 0)::bigint from letter as l) as dead_hour,
       (select count(*) from ioc.dead_letter as d where d.status = 'waiting') as dead,
       coalesce((select l.reason from letter as l order by l.n desc, l.reason limit 1), '') as dead_reason,
       (select count(*) from ioc.alert as a where a.state = 'open') as alerts_open,
       (select count(*) from ioc.alert as a where a.state = 'acknowledged') as alerts_acknowledged,
       (select (extract(epoch from min(a.opened_at)) * 1000000)::bigint from ioc.alert as a where a.state = 'open') as alerts_since_us,
       coalesce((select a.rule from ioc.alert as a where a.state = 'open' group by a.rule order by count(*) desc, a.rule limit 1), '') as alert_rule
