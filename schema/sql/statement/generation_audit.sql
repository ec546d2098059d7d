-- generation_audit.sql: what generation $1, null for the current one, counts differently from the
-- recount.  The last column is the row as JSON.
select a.table_name, a.key, a.counter, a.counted, a.recounted,
       json_build_object('event', 'difference', 'table', a.table_name, 'key', a.key, 'counter', a.counter,
                         'old', a.counted, 'new', a.recounted)::text as json
  from ioc.audit_generation(coalesce($1::integer, count.generation_current())) as a
