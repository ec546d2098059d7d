-- workfile_load.sql: the rows asked for; those that do not exist are not there.
-- $1 codes
select r.opened_at, r.closed_at, r.unit, r.level, r.online, r.revision, r.versions, r.positions, r.code
  from fact.workfile as r
 where r.code = any ($1::text[])
