-- events.sql: the course of one dossier, as the facts know it.
-- $1 code
select c.*
  from ioc.dossier_course($1::text) as c
