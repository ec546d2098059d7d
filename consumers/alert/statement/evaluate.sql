-- evaluate.sql: every rule, in one snapshot; no row: another session is at it.
select e.opened,
       e.closed,
       e.open
  from alert.evaluate(now()) as e
