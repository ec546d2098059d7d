-- fingerprint.sql: hashes of facts, counters and dead letters.  The last column is the row as JSON.
select f.*,
       row_to_json(f)::text as json
  from ioc.fingerprint() as f
