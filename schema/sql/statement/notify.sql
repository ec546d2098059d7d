-- notify.sql: wakes the operations centre when the batch commits.
-- $1 what changed, a word
select pg_notify('trakhuc', $1)
