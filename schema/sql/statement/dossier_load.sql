-- dossier_load.sql: the rows asked for; those that do not exist are not there.
-- $1 codes
select r.submitted_at, r.received_at, r.refused_at, r.withdrawn_at, r.resolved_at, r.returned_at, r.paid_at, r.rescheduled_at, r.digitised_at, r.synchronised_at, r.rated_at, r.fee_vnd, r.paid_vnd, r.reception_due, r.due, r.due_before, r.alias_of, r.procedure, r.service, r.unit, r.handling_unit, r.outcome, r.reason_code, r.channel, r.channel_basis, r.due_basis, r.online_level, r.applicant_kind, r.papers, r.digitised, r.reused, r.paid_online, r.electronic_result, r.apology, r.stored, r.population_lookup, r.satisfied, r.voided, r.ended_at, r.ended_kind, r.revision, r.versions, r.marks, r.retractions, r.positions, r.code
  from fact.dossier as r
 where r.code = any ($1::text[])
