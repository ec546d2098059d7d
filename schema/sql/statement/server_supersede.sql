-- server_supersede.sql: tells a server that another one has taken its place, so that it refuses
-- workers that do not know yet, and "trakhuc status" says so.
-- $1 timeline of the other one
update flow.timeline as t
   set superseded_by = $1::integer,
       superseded_at = now()
 where t.timeline = flow.server_timeline()
   and t.superseded_by is null
