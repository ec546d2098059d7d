-- audit.sql: counters that differ from their recount.  The last column is the row as JSON.
select a.*,
       row_to_json(a)::text as json
  from ioc.audit() as a
