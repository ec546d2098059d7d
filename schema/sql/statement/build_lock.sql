-- build_lock.sql: whether this session is the one that builds; until it ends.
select pg_try_advisory_lock(1953653611, 2)
