-- shadow_correct.sql: puts what the log says in place of what differs.
-- $1 what became of the counters  $2 who does it  $3 why
select shadow.correct($1, $2, $3)
