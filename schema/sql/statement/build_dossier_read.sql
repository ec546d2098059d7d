-- build_dossier_read.sql: the next dossiers of a lane, as they were when the generation was
-- registered; last the key and its place, alone where there was no row then.
-- $1 key to go on after  $2 last key of the lane  $3 at most so many
with slice as materialized (
  select r.*, r.code as key, row_number() over (order by r.code) as n
    from fact.dossier as r
   where r.code > $1::text and r.code <= $2::text
   order by r.code
   limit $3::bigint
)
select s.submitted_at, s.received_at, s.refused_at, s.withdrawn_at, s.resolved_at, s.returned_at, s.paid_at, s.rescheduled_at, s.digitised_at, s.synchronised_at, s.rated_at, s.fee_vnd, s.paid_vnd, s.reception_due, s.due, s.due_before, s.alias_of, s.procedure, s.service, s.unit, s.handling_unit, s.outcome, s.reason_code, s.channel, s.channel_basis, s.due_basis, s.online_level, s.applicant_kind, s.papers, s.digitised, s.reused, s.paid_online, s.electronic_result, s.apology, s.stored, s.population_lookup, s.satisfied, s.voided, s.ended_at, s.ended_kind, s.revision, s.versions, s.marks, s.retractions, null::bytea, s.code, s.key, s.n
  from slice as s
 where not exists (select from count.before as b where b.kind = 0 and b.key = s.key)
 union all
select (b.dossier).submitted_at, (b.dossier).received_at, (b.dossier).refused_at, (b.dossier).withdrawn_at, (b.dossier).resolved_at, (b.dossier).returned_at, (b.dossier).paid_at, (b.dossier).rescheduled_at, (b.dossier).digitised_at, (b.dossier).synchronised_at, (b.dossier).rated_at, (b.dossier).fee_vnd, (b.dossier).paid_vnd, (b.dossier).reception_due, (b.dossier).due, (b.dossier).due_before, (b.dossier).alias_of, (b.dossier).procedure, (b.dossier).service, (b.dossier).unit, (b.dossier).handling_unit, (b.dossier).outcome, (b.dossier).reason_code, (b.dossier).channel, (b.dossier).channel_basis, (b.dossier).due_basis, (b.dossier).online_level, (b.dossier).applicant_kind, (b.dossier).papers, (b.dossier).digitised, (b.dossier).reused, (b.dossier).paid_online, (b.dossier).electronic_result, (b.dossier).apology, (b.dossier).stored, (b.dossier).population_lookup, (b.dossier).satisfied, (b.dossier).voided, (b.dossier).ended_at, (b.dossier).ended_kind, (b.dossier).revision, (b.dossier).versions, (b.dossier).marks, (b.dossier).retractions, null::bytea, (b.dossier).code, s.key, s.n
  from slice as s
  join count.before as b
    on b.kind = 0 and b.key = s.key
