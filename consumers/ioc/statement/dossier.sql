-- dossier.sql: what is known of one dossier at this moment; codes, dates and statuses, no person.
-- $1 code
select d.dossier,
       d.unit,
       u.name as unit_name,
       d.handled_by as handling_unit,
       h.name as handling_unit_name,
       d.procedure,
       p.name as procedure_name,
       p.field,
       d.channel,
       d.state,
       d.submitted_at,
       d.reception_due,
       d.received_at,
       d.due,
       d.due_before,
       d.days_over,
       d.ended_at,
       d.ended_kind,
       d.resolved_at,
       d.returned_at,
       d.rescheduled_at,
       d.fee_vnd,
       d.paid_vnd,
       d.paid_online,
       d.papers,
       d.digitised,
       d.electronic_result,
       d.alias_of,
       d.counts
  from ioc.dossier as d
  left join ioc.unit as u on u.unit = d.unit
  left join ioc.unit as h on h.unit = d.handled_by
  left join ioc.procedure as p on p.procedure = d.procedure
 where d.dossier = $1::text
