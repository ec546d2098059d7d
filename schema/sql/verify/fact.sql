-- Verify trakhuc:fact on pg

begin;

select submitted_at, received_at, refused_at, withdrawn_at, resolved_at, returned_at, paid_at, rescheduled_at, digitised_at, synchronised_at, rated_at, fee_vnd, paid_vnd, reception_due, due, due_before, alias_of, procedure, service, unit, handling_unit, outcome, reason_code, channel, channel_basis, due_basis, online_level, applicant_kind, papers, digitised, reused, paid_online, electronic_result, apology, stored, population_lookup, satisfied, voided, ended_at, ended_kind, revision, versions, marks, retractions, positions, code
  from fact.dossier
 where false;

select issued_at, revoked_at, replaced_at, updated_at, replaced_by, unit, kind, level, electronic, signed, voided, revision, versions, positions, code
  from fact.document
 where false;

select sent_at, arrived_at, received_at, refused_at, assigned_at, processing_at, completed_at, takeback_requested_at, takeback_agreed_at, takeback_refused_at, revoked_at, due, recipient, versions, document
  from fact.recipient
 where false;

select opened_at, closed_at, unit, level, online, revision, versions, positions, code
  from fact.workfile
 where false;

select indicator, unit, revision, voided, latest_status, latest_value, latest_numerator, latest_denominator, approved_status, approved_value, approved_numerator, approved_denominator, latest_version, approved_version, positions, period
  from fact.indicator
 where false;

select heartbeat_at, heartbeat_time, event_time, sent, spooled, heartbeat_version, hash, source
  from fact.source
 where false;

rollback;
