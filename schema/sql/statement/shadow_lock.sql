-- shadow_lock.sql: whether this session is the one that folds the log; until it ends.
select pg_try_advisory_lock(1953653611, 3)
