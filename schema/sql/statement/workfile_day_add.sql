-- adds deltas to count.workfile_day; a sum of zero becomes null again (R21, R23).
-- $1 rows, sorted by key, null for nothing to add
insert into count.workfile_day as t (cell, workfile_opened, workfile_online)
select r.cell, r.workfile_opened, r.workfile_online
  from unnest($1::wire.workfile_day[]) as r
    on conflict (cell) do update
   set workfile_opened = nullif(coalesce(t.workfile_opened, 0) + coalesce(excluded.workfile_opened, 0), 0),
       workfile_online = nullif(coalesce(t.workfile_online, 0) + coalesce(excluded.workfile_online, 0), 0)
