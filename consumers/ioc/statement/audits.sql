-- audits.sql: what audits came to, newest first.
-- $1 number of rows
select r.number,
       r.at,
       r.actor,
       r.role,
       r.verdict,
       r.differences,
       to_json(r.seconds) as seconds
  from ioc.audit_result as r
 order by r.number desc
 limit $1::integer
