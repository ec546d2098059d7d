-- workfile_store.sql: writes changed rows, each only if nobody else has written it since it was
-- read: revision 1 is new, n + 1 follows n.  Fewer rows than sent: fenced.
-- $1 rows, sorted by key
with stored as (
  insert into fact.workfile as t (opened_at, closed_at, unit, level, online, revision, versions, positions, code)
  select r.opened_at, r.closed_at, r.unit, r.level, r.online, r.revision, r.versions, r.positions, r.code
    from unnest($1::wire.workfile[]) as r
      on conflict (code) do update
     set opened_at = excluded.opened_at,
         closed_at = excluded.closed_at,
         unit = excluded.unit,
         level = excluded.level,
         online = excluded.online,
         revision = excluded.revision,
         versions = excluded.versions,
         positions = excluded.positions
   where t.revision = excluded.revision - 1
  returning 1
)
select flow.fence('fact.workfile', (select count(*) from stored), cardinality($1))
