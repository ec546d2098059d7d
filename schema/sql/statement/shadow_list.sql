-- shadow_list.sql: the run that is at work, or that did not end.  The last column is the row as
-- JSON.
with run as (
  select r.state as log, r.records, r.about, round(r.records / nullif(extract(epoch from r.seen_at - r.started_at), 0)) as per_second,
         r.actor, date_trunc('second', r.started_at) as started_at,
         exists (select
                   from pg_locks as l
                  where l.locktype = 'advisory' and l.classid = 1953653611 and l.objid = 3 and l.objsubid = 2
                    and l.database = (select d.oid from pg_database as d where d.datname = current_database())) as at_work
    from shadow.run as r
)
select r.log, r.records, r.about, r.per_second, r.actor, r.started_at, r.at_work, row_to_json(r)::text as json
  from run as r
