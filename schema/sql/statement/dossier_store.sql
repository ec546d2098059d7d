-- dossier_store.sql: writes changed rows, each only if nobody else has written it since it was
-- read: revision 1 is new, n + 1 follows n.  Fewer rows than sent: fenced.
-- $1 rows, sorted by key
with stored as (
  insert into fact.dossier as t (submitted_at, received_at, refused_at, withdrawn_at, resolved_at, returned_at, paid_at, rescheduled_at, digitised_at, synchronised_at, rated_at, fee_vnd, paid_vnd, reception_due, due, due_before, alias_of, procedure, service, unit, handling_unit, outcome, reason_code, channel, channel_basis, due_basis, online_level, applicant_kind, papers, digitised, reused, paid_online, electronic_result, apology, stored, population_lookup, satisfied, voided, ended_at, ended_kind, revision, versions, marks, retractions, positions, code)
  select r.submitted_at, r.received_at, r.refused_at, r.withdrawn_at, r.resolved_at, r.returned_at, r.paid_at, r.rescheduled_at, r.digitised_at, r.synchronised_at, r.rated_at, r.fee_vnd, r.paid_vnd, r.reception_due, r.due, r.due_before, r.alias_of, r.procedure, r.service, r.unit, r.handling_unit, r.outcome, r.reason_code, r.channel, r.channel_basis, r.due_basis, r.online_level, r.applicant_kind, r.papers, r.digitised, r.reused, r.paid_online, r.electronic_result, r.apology, r.stored, r.population_lookup, r.satisfied, r.voided, r.ended_at, r.ended_kind, r.revision, r.versions, r.marks, r.retractions, r.positions, r.code
    from unnest($1::wire.dossier[]) as r
      on conflict (code) do update
     set submitted_at = excluded.submitted_at,
         received_at = excluded.received_at,
         refused_at = excluded.refused_at,
         withdrawn_at = excluded.withdrawn_at,
         resolved_at = excluded.resolved_at,
         returned_at = excluded.returned_at,
         paid_at = excluded.paid_at,
         rescheduled_at = excluded.rescheduled_at,
         digitised_at = excluded.digitised_at,
         synchronised_at = excluded.synchronised_at,
         rated_at = excluded.rated_at,
         fee_vnd = excluded.fee_vnd,
         paid_vnd = excluded.paid_vnd,
         reception_due = excluded.reception_due,
         due = excluded.due,
         due_before = excluded.due_before,
         alias_of = excluded.alias_of,
         procedure = excluded.procedure,
         service = excluded.service,
         unit = excluded.unit,
         handling_unit = excluded.handling_unit,
         outcome = excluded.outcome,
         reason_code = excluded.reason_code,
         channel = excluded.channel,
         channel_basis = excluded.channel_basis,
         due_basis = excluded.due_basis,
         online_level = excluded.online_level,
         applicant_kind = excluded.applicant_kind,
         papers = excluded.papers,
         digitised = excluded.digitised,
         reused = excluded.reused,
         paid_online = excluded.paid_online,
         electronic_result = excluded.electronic_result,
         apology = excluded.apology,
         stored = excluded.stored,
         population_lookup = excluded.population_lookup,
         satisfied = excluded.satisfied,
         voided = excluded.voided,
         ended_at = excluded.ended_at,
         ended_kind = excluded.ended_kind,
         revision = excluded.revision,
         versions = excluded.versions,
         marks = excluded.marks,
         retractions = excluded.retractions,
         positions = excluded.positions
   where t.revision = excluded.revision - 1
  returning 1
)
select flow.fence('fact.dossier', (select count(*) from stored), cardinality($1))
