-- shadow_freeze.sql: until the end of the transaction nobody writes facts or counters.
select count.generation_lock(true)
