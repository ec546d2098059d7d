-- reaggregation.sql: what is being counted anew, and how far it has come.
select r.object,
       r.state,
       to_json(round(100.0 * r.done / nullif(r.about, 0), 2)) as done_percent,
       r.done,
       r.about,
       r.started_at,
       r.seen_at,
       r.started_by
  from ioc.reaggregation() as r
 order by r.object
