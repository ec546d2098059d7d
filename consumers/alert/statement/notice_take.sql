-- notice_take.sql: the next notice that is due, lent to us; no row: none is.
-- $1 seconds for which it is lent
select t.number,
       t.key,
       t.body,
       t.attempts
  from alert.notice_take(make_interval(secs => $1::integer)) as t
