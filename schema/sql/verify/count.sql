-- Verify trakhuc:count on pg

begin;

select generation, rules, state, created_at, corrections
  from count.generation
 where false;

select cell, paid_online_vnd, in_due_766
  from count.fine
 where false;

select cell, paid_online_vnd, in_due_766
  from count.unit_day
 where false;

select cell, paid_online_vnd, in_due_766
  from count.unit_month
 where false;

select cell, paid_online_vnd, in_due_766
  from count.procedure_month
 where false;

select cell, paid_online_vnd, in_due_766
  from count.moved_day
 where false;

select cell, paid_online_vnd, in_due_766
  from count.province_day
 where false;

select generation, month, service, channel, received
  from count.service
 where false;

select generation, day, unit, applicant_kind, received
  from count.party
 where false;

select cell, issued, electronic, electronic_unknown, signed, signed_unknown, revoked, replaced
  from count.document_day
 where false;

select cell, document_received, document_on_time, document_late, document_no_due, document_taken_back, document_pending, document_overdue
  from count.recipient_day
 where false;

select cell, document_received, document_on_time, document_late, document_no_due, document_taken_back, document_pending, document_overdue
  from count.recipient_month
 where false;

select cell, workfile_opened, workfile_online
  from count.workfile_day
 where false;

select generation, indicator, unit, period, reported, draft, sent, approved, returned, approved_count, value_count, share_count, value, numerator, denominator
  from count.indicator
 where false;

select 1 / count(*) from count.generation where state = 'current';
select 1 / (count.cell_fine_unit(count.cell_fine(1, 2, 3, 4, 5, 6)) = 4)::integer;
select 1 / (count.cell_recipient_recipient(count.cell_recipient(1, 2, 3)) = 3 and count.cell_recipient_day(count.cell_recipient(1, 2, 3)) = 2)::integer;

rollback;
