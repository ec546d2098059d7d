-- actions.sql: what operators did to numbers and positions, newest first.
-- $1 number of rows
select a.number,
       a.at,
       a.actor,
       a.role,
       a.verb,
       a.object,
       a.outcome,
       a.why
  from ioc.action as a
 order by a.number desc
 limit $1::integer
