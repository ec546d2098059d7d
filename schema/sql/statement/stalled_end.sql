-- stalled_end.sql: ends sessions that stand still in the middle of a batch, and says how many.
-- A worker that is frozen, or whose machine is gone, while it sends a batch leaves a transaction
-- that waits for the rest and holds its positions and counters meanwhile.  Nothing is lost: the
-- batch is not committed, and a worker that wakes up begins anew where the database stands.
select count(*) filter (where pg_terminate_backend(a.pid))
  from pg_stat_activity as a
 where a.datname = current_database()
   and a.usename = current_user
   and a.application_name = 'trakhuc aggregate writes'
   and a.state = 'active'
   and a.wait_event = 'ClientRead'
   and a.query_start < now() - interval '5 s'
