-- adds deltas to count.recipient_month; a sum of zero becomes null again (R21, R23).
-- $1 rows, sorted by key, null for nothing to add
insert into count.recipient_month as t (cell, document_received, document_on_time, document_late, document_no_due, document_taken_back, document_pending, document_overdue)
select r.cell, r.document_received, r.document_on_time, r.document_late, r.document_no_due, r.document_taken_back, r.document_pending, r.document_overdue
  from unnest($1::wire.recipient_month[]) as r
    on conflict (cell) do update
   set document_received = nullif(coalesce(t.document_received, 0) + coalesce(excluded.document_received, 0), 0),
       document_on_time = nullif(coalesce(t.document_on_time, 0) + coalesce(excluded.document_on_time, 0), 0),
       document_late = nullif(coalesce(t.document_late, 0) + coalesce(excluded.document_late, 0), 0),
       document_no_due = nullif(coalesce(t.document_no_due, 0) + coalesce(excluded.document_no_due, 0), 0),
       document_taken_back = nullif(coalesce(t.document_taken_back, 0) + coalesce(excluded.document_taken_back, 0), 0),
       document_pending = nullif(coalesce(t.document_pending, 0) + coalesce(excluded.document_pending, 0), 0),
       document_overdue = nullif(coalesce(t.document_overdue, 0) + coalesce(excluded.document_overdue, 0), 0)
