-- events.sql: the course of one dossier, as the facts know it; the text "unknown" where the
-- source that stated it is not known.
-- $1 code
select c.at,
       c.event,
       coalesce(c.source, 'unknown') as source,
       c.stated_at,
       c.counts,
       c.due
  from ioc.dossier_course($1::text) as c
